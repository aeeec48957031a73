// Prepares hip crops as the network was trained on them: clips, rounds to 8 bits, stretches the contrast if the card asks, resamples.

import { CROP_SIZE, toEightBit } from '../domain/hip-crop.ts';
import { stretch } from '../imaging/grey-levels.ts';

/** What a card states about the images that its network reads. */
export interface CropReading {
  /** The edge of the images in pixels. */
  readonly pictureSize: number;
  readonly contrast?: 'as-is' | 'stretch';
}

const PIXELS = CROP_SIZE * CROP_SIZE;

/** Returns the crops in [0, 1]. // crops of [224, 224] -> [crops, pictureSize, pictureSize] */
export function hipInput(crops: readonly (Float32Array | Uint8Array)[], { pictureSize, contrast }: CropReading): Float32Array {
  const area = pictureSize * pictureSize;
  const input = new Float32Array(crops.length * area);
  crops.forEach((pixels, index) => {
    if (pixels.length !== PIXELS) throw new RangeError(`A crop must have ${PIXELS} pixels, but has ${pixels.length}.`);
    const bytes = pixels instanceof Uint8Array ? pixels : toEightBit(pixels);
    writeResampled(
      contrast === 'stretch' ? stretch(bytes) : bytes,
      pictureSize,
      input.subarray(index * area, (index + 1) * area),
    );
  });
  return input;
}

/** Resamples bilinearly with pixel edges on pixel edges, like the trainer's plain view. */
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
