// Turns 8-bit pictures into a batch on the engine, each with its own augmentation.

import type { Engine, Tensor4D } from '../network/tensors.ts';
import { affineBytes } from '../tensor/affine-bytes.ts';
import { plainView, withInputRange, type Augmentation, type InputRange } from './augmentation.ts';
import { softened } from './softened.ts';
import type { PictureSize } from './task.ts';

export interface StoredPictures {
  /** Clipped to [0, 1], times 255. // [pictures, height, width] */
  readonly pixels: Uint8Array;
  readonly size: PictureSize;
}

export interface ChosenPicture {
  readonly index: number;
  readonly augmentation: Augmentation;
}

/** The chosen pictures. Values are in [0, 1] before gain and offset. // [chosen, height, width, 1] */
export function pictureBatch(
  engine: Engine,
  stored: StoredPictures,
  chosen: readonly ChosenPicture[],
  size: PictureSize,
): Tensor4D {
  return engine.kernels.affineUint8(...affineOrder(stored, chosen, size));
}

/** Every picture as a network sees it after training: the same values, computed without an engine. // [pictures, height, width] */
export function plainPictures(stored: StoredPictures, size: PictureSize, range: InputRange): Float32Array {
  const augmentation = withInputRange(plainView({ crop: stored.size, picture: size }), range);
  const count = stored.pixels.length / (stored.size.height * stored.size.width);
  const chosen = Array.from({ length: count }, (_, index) => ({ index, augmentation }));
  return affineBytes(...affineOrder(stored, chosen, size));
}

function affineOrder(
  stored: StoredPictures,
  chosen: readonly ChosenPicture[],
  size: PictureSize,
): Required<Parameters<Engine['kernels']['affineUint8']>> {
  const area = stored.size.height * stored.size.width;
  const pixels = new Uint8Array(chosen.length * area);
  chosen.forEach(({ index, augmentation }, row) => {
    const picture = stored.pixels.subarray(index * area, (index + 1) * area);
    pixels.set(softened(picture, stored.size, augmentation), row * area);
  });
  return [
    pixels,
    [chosen.length, stored.size.height, stored.size.width, 1],
    Float32Array.from(chosen.flatMap(({ augmentation }) => augmentation.matrix)),
    {
      border: 'edge',
      size: [size.height, size.width],
      intensity: Float32Array.from(chosen.flatMap(({ augmentation: { gain, offset } }) => [gain, offset])),
    },
  ];
}
