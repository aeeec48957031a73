// Uncompressed pixel values in the order and width that a reader of today expects.

/** Big-endian files swap the bytes of 16-bit words (also of 8-bit pixels written as words) and of 32-bit values. */
export function littleEndian(bytes: Uint8Array, vr: string, bitsAllocated: number): Uint8Array {
  if (bitsAllocated === 64) return Buffer.from(bytes).swap64();
  if (bitsAllocated === 32) return Buffer.from(bytes).swap32();
  if (bitsAllocated === 16) return Buffer.from(bytes).swap16();
  return vr === 'OW' && bytes.length % 2 === 0 ? Buffer.from(bytes).swap16() : bytes;
}

/** Eight pixels a byte, the lowest bit first (PS3.5 8.1.1). */
export function unpackBits(bytes: Uint8Array, count: number): Uint8Array {
  const pixels = new Uint8Array(count);
  for (let i = 0; i < count; i++) pixels[i] = (bytes[i >> 3] >> (i & 7)) & 1;
  return pixels;
}

/** Planes of one sample each, laid together pixel by pixel, frame by frame. // [frames, pixels, samples] */
export function interleaved(
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

/** Y Y Cb Cr for two pixels, as YBR_FULL_422 stores them, to Y Cb Cr for each. */
export function fullYbr(halved: Uint8Array): Uint8Array {
  const values = new Uint8Array((halved.length / 4) * 6);
  for (let from = 0, to = 0; from + 3 < halved.length; from += 4, to += 6) {
    const [first, second, blue, red] = halved.subarray(from, from + 4);
    values.set([first, blue, red, second, blue, red], to);
  }
  return values;
}
