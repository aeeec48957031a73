// The ordinal loss of System 1: the squared Cramer distance between the predicted and the true grade (Ye, equations 4 and 5).

import { maskedMean } from './binary-cross-entropy.ts';
import type { Scalar, Tensor1D, Tensor2D, Tf } from '../tensors.ts';

/** Mean over masked items of sum_{c=0}^{K-2} (P_c - Y_c)^2, with P the cumulative softmax of the logits. // [N, K], [N, K-1], [N] */
export function cramerLoss(tf: Tf, logits: Tensor2D, targetCumulative: Tensor2D, mask: Tensor1D): Scalar {
  return tf.tidy(() => {
    const grades = logits.shape[1];
    const cumulative = tf.matMul(tf.softmax(logits), cumulation(tf, grades));
    const distance: Tensor1D = tf.sum(tf.square(tf.sub(cumulative, targetCumulative)), 1); // one distance per item
    return maskedMean(tf, distance, mask);
  });
}

/** The target Y_c of a grade: 1 from that grade on. // [grades - 1] */
export function cumulativeTarget(grade: number, grades: number): number[] {
  return Array.from({ length: grades - 1 }, (_, c) => (c >= grade ? 1 : 0));
}

/** Multiplying by this matrix from the right sums the grades up to each c. // [grades, grades - 1] */
function cumulation(tf: Tf, grades: number): Tensor2D {
  const rows = Array.from({ length: grades }, (_, grade) => cumulativeTarget(grade, grades));
  return tf.tensor2d(rows, [grades, grades - 1]);
}
