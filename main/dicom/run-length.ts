// RLE Lossless: one PackBits segment for each byte of a pixel, the most significant byte first. PS3.5 annex G.
// Our own because the codec package fills what a damaged segment leaves out with zeros, without a word.

/** The frame as little-endian values of `bytesPerPixel`; undefined where a segment is missing or gives too few bytes. */
export function unpackRunLength(frame: Uint8Array, pixels: number, bytesPerPixel: number): Uint8Array | undefined {
  if (frame.length < 64) return undefined;
  const header = new DataView(frame.buffer, frame.byteOffset, 64);
  if (header.getUint32(0, true) !== bytesPerPixel) return undefined;
  const values = new Uint8Array(pixels * bytesPerPixel);
  for (let segment = 0; segment < bytesPerPixel; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < bytesPerPixel ? header.getUint32(8 + 4 * segment, true) : frame.length;
    const target = { values, from: bytesPerPixel - 1 - segment, stride: bytesPerPixel };
    if (start < 64 || end > frame.length || !unpackSegment(frame.subarray(start, end), target)) return undefined;
  }
  return values;
}

interface Target {
  readonly values: Uint8Array;
  /** The segment's bytes go to `from`, `from + stride` and so on. */
  readonly from: number;
  readonly stride: number;
}

/** False where the segment ends before every pixel has its byte. */
function unpackSegment(segment: Uint8Array, { values, from, stride }: Target): boolean {
  let at = from;
  let next = 0;
  while (at < values.length && next < segment.length) {
    const code = segment[next++];
    if (code === 128) continue; // reserved, to be ignored
    const literal = code < 128;
    const count = literal ? code + 1 : 257 - code;
    if (next + (literal ? count : 1) > segment.length) return false;
    for (let i = 0; i < count && at < values.length; i++, at += stride) values[at] = segment[literal ? next + i : next];
    next += literal ? count : 1;
  }
  return at >= values.length;
}
