// A film as one square picture with the hips that it shows, ready for a batch.

import type { Circle } from '../../domain/geometry.ts';
import type { Side } from '../../domain/hip.ts';
import type { Engine, Tensor4D } from '../../network/tensors.ts';

export interface SampledFilm {
  readonly pixels: Float32Array; // [size, size]
  /** In pixels of the square, on the side on which they appear. */
  readonly hips: readonly ShownHip[];
}

export interface ShownHip {
  readonly side: Side;
  readonly head: Circle;
  /** True if the head is replaced. */
  readonly implant: boolean;
  /** True if metal covers or touches the hip, a replacement included. */
  readonly metal: boolean;
}

/** [pictures, size, size, 1] */
export function stackedPictures({ tf }: Engine, pictures: readonly SampledFilm[], size: number): Tensor4D {
  const values = new Float32Array(pictures.length * size * size);
  pictures.forEach(({ pixels }, index) => values.set(pixels, index * size * size));
  return tf.tensor4d(values, [pictures.length, size, size, 1]);
}
