// Tensors as plain numbers, from which each backend makes its own.

import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { seededRandom } from '../../main/domain/random.ts';

export interface Values {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly values: readonly number[];
}

/** Uniform in [low, high). */
export function reals(shape: readonly number[], seed: number, low = -3, high = 3): Values {
  const random = seededRandom(seed);
  return { shape, dtype: 'float32', values: Array.from({ length: sizeOf(shape) }, () => Math.fround(random.between(low, high))) };
}

/** Integers in [0, count). */
export function integers(shape: readonly number[], seed: number, count: number): Values {
  const random = seededRandom(seed);
  return { shape, dtype: 'int32', values: Array.from({ length: sizeOf(shape) }, () => random.below(count)) };
}

export function tensorOf({ values, shape, dtype }: Values): Tensor {
  return tf.tensor([...values], [...shape], dtype);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
