// Writes a dilated convolution as a plain one, for backends whose gradients do not support dilation.

import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

export type Pair = readonly [number, number];

/** Inserts zeros between the taps: [h, w, I, O] -> [(h - 1) dy + 1, (w - 1) dx + 1, I, O]. */
export function dilatedFilter(filter: Tensor, [dilationY, dilationX]: Pair): Tensor {
  return tf.tidy(() => spread(spread(filter, 0, dilationY), 1, dilationX));
}

/** Extracts the taps again: the inverse of `dilatedFilter`. */
export function tapsOf(dilated: Tensor, [dilationY, dilationX]: Pair): Tensor {
  return tf.tidy(() =>
    tf.stridedSlice(
      dilated,
      dilated.shape.map(() => 0),
      dilated.shape,
      strides(dilated.shape.length, dilationY, dilationX),
    ),
  );
}

function strides(rank: number, y: number, x: number): number[] {
  return Array.from({ length: rank }, (_, axis) => (axis === 0 ? y : axis === 1 ? x : 1));
}

function spread(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const size = x.shape[axis] ?? 1;
  const split = [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)];
  const padded = tf.pad(
    tf.reshape(x, split),
    split.map((_, k) => (k === axis + 1 ? [0, step - 1] : [0, 0])),
  );
  const merged = tf.reshape(padded, [...x.shape.slice(0, axis), size * step, ...x.shape.slice(axis + 1)]);
  const kept = x.shape.map((extent, k) => (k === axis ? (size - 1) * step + 1 : extent));
  return tf.slice(
    merged,
    kept.map(() => 0),
    kept,
  );
}
