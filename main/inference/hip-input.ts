// Hip crops as a network was trained on them: clipped, rounded to 8 bits, their contrast stretched where it was, resampled to its size.

import { CROP_SIZE, toEightBit } from '../domain/hip-crop.ts';
import { stretched } from '../imaging/grey-levels.ts';

/** What a card says of the pictures that its network reads. */
export interface CropReading {
  /** Their edge. */
  readonly pictureSize: number;
  readonly contrast?: 'as-is' | 'stretch';
}

const PIXELS = CROP_SIZE * CROP_SIZE;

/** The crops in [0, 1]. // crops of [224, 224] -> [crops, pictureSize, pictureSize] */
export function hipInput(crops: readonly (Float32Array | Uint8Array)[], { pictureSize, contrast }: CropReading): Float32Array {
  const area = pictureSize * pictureSize;
  const input = new Float32Array(crops.length * area);
  crops.forEach((pixels, index) => {
    if (pixels.length !== PIXELS) throw new RangeError(`A crop has ${pixels.length} pixels where ${PIXELS} belong.`);
    const bytes = pixels instanceof Uint8Array ? pixels : toEightBit(pixels);
    writeResampled(
      contrast === 'stretch' ? stretched(bytes) : bytes,
      pictureSize,
      input.subarray(index * area, (index + 1) * area),
    );
  });
  return input;
}

/** Bilinear, pixel edges on pixel edges, as the trainer's plain view takes it. */
function writeResampled(bytes: Uint8Array, edge: number, into: Float32Array): void {
  if (edge === CROP_SIZE) {
    for (let i = 0; i < PIXELS; i++) into[i] = bytes[i] / 255;
    return;
  }
  const step = CROP_SIZE / edge;
  const taps = Array.from({ length: edge }, (_, pixel) => {
    const at = Math.min(CROP_SIZE - 1, Math.max(0, (pixel + 0.5) * step - 0.5));
    const below = Math.floor(at);
    return { below, above: Math.min(below + 1, CROP_SIZE - 1), share: at - below };
  });
  for (let y = 0; y < edge; y++) {
    const { below: top, above: bottom, share: down } = taps[y];
    for (let x = 0; x < edge; x++) {
      const { below: left, above: right, share: across } = taps[x];
      const row = (at: number): number => bytes[at * CROP_SIZE + left] * (1 - across) + bytes[at * CROP_SIZE + right] * across;
      into[y * edge + x] = (row(top) * (1 - down) + row(bottom) * down) / 255;
    }
  }
}
