// A radiograph's pixels as a study stores them: 16 bits, little-endian, zstd. Without a header, so without an identity.

import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export interface SixteenBitPixels {
  /** Row-major. // [height, width] */
  readonly values: Uint16Array;
  /** Grey = low + slope * value. */
  readonly low: number;
  readonly slope: number;
}

/** Exact for whole greys that span less than 65536. Otherwise the range is divided into 65536 steps. */
export function toSixteenBit(pixels: Float32Array): SixteenBitPixels {
  let low = Infinity;
  let high = -Infinity;
  let whole = true;
  // Counted loops over five million pixels at every import. The index is always inside; `?? 0` is for the compiler and costs nothing.
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
    if (whole && value !== Math.trunc(value)) whole = false;
  }
  const values = new Uint16Array(pixels.length);
  if (!(high >= low)) return { values, low: 0, slope: 1 };
  const range = high - low;
  if (whole && range <= 65535) {
    for (let i = 0; i < pixels.length; i++) values[i] = (pixels[i] ?? 0) - low;
    return { values, low, slope: 1 };
  }
  const slope = range === 0 ? 1 : range / 65535;
  for (let i = 0; i < pixels.length; i++) values[i] = Math.round(((pixels[i] ?? 0) - low) / slope);
  return { values, low, slope };
}

export async function packPixels(values: Uint16Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  // In few chunks: the small default ones take a third longer.
  return compress(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    chunkSize: Math.max(64 * 1024, bytes.length >> 1),
  });
}

/** Throws if the packed bytes do not hold `count` pixels: the object store was changed from outside. */
export async function unpackPixels(bytes: Uint8Array, count: number): Promise<Uint16Array> {
  // In one chunk: the small default ones take twice the time.
  const raw = await decompress(bytes, { chunkSize: Math.max(64 * 1024, 2 * count + 1) });
  if (raw.byteLength !== 2 * count) throw new Error(`The stored pixels have ${raw.byteLength} bytes instead of ${2 * count}.`);
  const aligned = raw.byteOffset % Uint16Array.BYTES_PER_ELEMENT === 0;
  return aligned
    ? new Uint16Array(raw.buffer, raw.byteOffset, count)
    : new Uint16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}
