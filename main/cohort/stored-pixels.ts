// A radiograph's pixels as they are kept in a study: 16 bits, little-endian, zstd. Pixels only: no header, so no identity.

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

/** Exact where the greys are whole numbers that span less than 65536; otherwise the range is cut into 65536 steps. */
export function toSixteenBit(pixels: Float32Array): SixteenBitPixels {
  let low = Infinity;
  let high = -Infinity;
  let whole = true;
  // Counted loops: five million pixels go through them at every import.
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i];
    if (value < low) low = value;
    if (value > high) high = value;
    if (whole && value !== Math.trunc(value)) whole = false;
  }
  const values = new Uint16Array(pixels.length);
  if (!(high >= low)) return { values, low: 0, slope: 1 };
  const range = high - low;
  if (whole && range <= 65535) {
    for (let i = 0; i < pixels.length; i++) values[i] = pixels[i] - low;
    return { values, low, slope: 1 };
  }
  const slope = range === 0 ? 1 : range / 65535;
  for (let i = 0; i < pixels.length; i++) values[i] = Math.round((pixels[i] - low) / slope);
  return { values, low, slope };
}

export async function packPixels(values: Uint16Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  // In one piece: handing it over in the small chunks of the default costs a third more.
  return compress(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: Math.max(64 * 1024, bytes.length) });
}

/** Throws when the packed bytes do not hold `count` pixels: the object store was tampered with. */
export async function unpackPixels(bytes: Uint8Array, count: number): Promise<Uint16Array> {
  const raw = await decompress(bytes);
  if (raw.byteLength !== 2 * count)
    throw new Error(`Stored pixels hold ${raw.byteLength} bytes where ${2 * count} were expected.`);
  return new Uint16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}
