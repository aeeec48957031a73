// RLE Lossless: one PackBits segment for each byte of each sample, the most significant byte first. PS3.5 annex G.
// We decode it ourselves, because the codec package silently fills the gaps of a damaged segment with zeros.

/** Returns the frame as little-endian values, samples interleaved. Undefined if a segment is missing or too short. */
export function unpackRunLength(
  frame: Uint8Array,
  pixels: number,
  { bytesPerSample, samples }: PixelShape,
): Uint8Array | undefined {
  const segments = bytesPerSample * samples;
  if (frame.length < 64 || segments > 15) return undefined;
  const header = new DataView(frame.buffer, frame.byteOffset, 64);
  if (header.getUint32(0, true) !== segments) return undefined;
  const values = new Uint8Array(pixels * segments);
  for (let segment = 0; segment < segments; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? header.getUint32(8 + 4 * segment, true) : frame.length;
    const sample = Math.floor(segment / bytesPerSample);
    const from = (sample + 1) * bytesPerSample - 1 - (segment % bytesPerSample);
    if (start < 64 || end > frame.length) return undefined;
    if (!unpackSegment(frame.subarray(start, end), { values, from, stride: segments })) return undefined;
  }
  return values;
}

interface PixelShape {
  readonly bytesPerSample: number;
  readonly samples: number;
}

interface Target {
  readonly values: Uint8Array;
  /** The segment's bytes go to `from`, `from + stride` and so on. */
  readonly from: number;
  readonly stride: number;
}

/** Returns false if the segment ends before every pixel has its byte. */
function unpackSegment(segment: Uint8Array, { values, from, stride }: Target): boolean {
  let at = from;
  let next = 0;
  while (at < values.length && next < segment.length) {
    const code = segment[next++];
    if (code === 128) continue; // reserved by the standard
    const literal = code < 128;
    const count = literal ? code + 1 : 257 - code;
    if (next + (literal ? count : 1) > segment.length) return false;
    for (let i = 0; i < count && at < values.length; i++, at += stride) values[at] = segment[literal ? next + i : next];
    next += literal ? count : 1;
  }
  return at >= values.length;
}
