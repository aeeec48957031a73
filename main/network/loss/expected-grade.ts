// The squared error of the expected grade: it grows with the distance to the true grade, as the weights of the quadratic kappa do. **(ours)**

import { maskedMean } from './binary-cross-entropy.ts';
import type { Scalar, Tensor1D, Tensor2D, Tf } from '../tensors.ts';

/** Mean over masked items of (sum_c c softmax(x)_c - grade)^2. // [N, K], [N], [N] */
export function expectedGradeLoss(tf: Tf, logits: Tensor2D, grades: Tensor1D, mask: Tensor1D): Scalar {
  return tf.tidy(() => {
    const scale: Tensor1D = tf.range(0, logits.shape[1]);
    const expected: Tensor1D = tf.sum(tf.mul(tf.softmax(logits), scale), 1);
    return maskedMean(tf, tf.square(tf.sub(expected, grades)), mask);
  });
}
