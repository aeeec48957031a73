// Converts uncompressed pixel values to little-endian order, whole bytes and interleaved samples.

/** Swaps the bytes of a big-endian file: in 16-bit words (also if they hold 8-bit pixels) and in 32- and 64-bit values. */
export function toLittleEndian(bytes: Uint8Array, vr: string, bitsAllocated: number): Uint8Array {
  if (bitsAllocated === 64) return Buffer.from(bytes).swap64();
  if (bitsAllocated === 32) return Buffer.from(bytes).swap32();
  if (bitsAllocated === 16) return Buffer.from(bytes).swap16();
  return vr === 'OW' && bytes.length % 2 === 0 ? Buffer.from(bytes).swap16() : bytes;
}

/** Unpacks eight pixels per byte, the lowest bit first (PS3.5 8.1.1). */
export function unpackBits(bytes: Uint8Array, count: number): Uint8Array {
  const pixels = new Uint8Array(count);
  for (let i = 0; i < count; i++) pixels[i] = (bytes[i >> 3] >> (i & 7)) & 1;
  return pixels;
}

/** Interleaves planes of one sample each, frame by frame. // [frames, pixels, samples] */
export function interleave(
  planes: Uint8Array,
  { samples, frames, bytesPerSample }: { readonly samples: number; readonly frames: number; readonly bytesPerSample: number },
): Uint8Array {
  const values = new Uint8Array(planes.length);
  const pixels = planes.length / (samples * frames * bytesPerSample);
  let from = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (let sample = 0; sample < samples; sample++) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        const to = ((frame * pixels + pixel) * samples + sample) * bytesPerSample;
        for (let byte = 0; byte < bytesPerSample; byte++) values[to + byte] = planes[from++];
      }
    }
  }
  return values;
}

/** Expands YBR_FULL_422, which stores Y Y Cb Cr for two pixels, to Y Cb Cr per pixel. */
export function expandYbr(halved: Uint8Array): Uint8Array {
  const values = new Uint8Array((halved.length / 4) * 6);
  for (let from = 0, to = 0; from + 3 < halved.length; from += 4, to += 6) {
    const [first, second, blue, red] = halved.subarray(from, from + 4);
    values.set([first, blue, red, second, blue, red], to);
  }
  return values;
}
