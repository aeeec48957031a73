// CORAL: the grade is the number of thresholds that one score passes. Cao W, Mirjalili V, Raschka S. Rank consistent ordinal regression
// for neural networks with application to age estimation. Pattern Recognit Lett 2020.
//   L = -sum_k [ y_k log s(f + b_k) + (1 - y_k) log(1 - s(f + b_k)) ],  y_k = 1 if the grade is above k

import { maskedMean } from './binary-cross-entropy.ts';
import type { Scalar, Tensor1D, Tensor2D, Tf } from '../tensors.ts';

/** Mean loss over masked items. One score per item, one threshold between neighbouring grades. // [N, 1], [K-1], [N, K-1], [N] */
export function coralLoss(tf: Tf, scores: Tensor2D, thresholds: Tensor1D, targets: Tensor2D, mask: Tensor1D): Scalar {
  return tf.tidy(() => thresholdLoss(tf, tf.add(scores, thresholds), targets, mask));
}

/** The same for logits that already include the thresholds. // [N, K-1], [N, K-1], [N] */
export function thresholdLoss(tf: Tf, logits: Tensor2D, targets: Tensor2D, mask: Tensor1D): Scalar {
  return tf.tidy(() => {
    const softplus = tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1));
    const losses = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, targets)), softplus);
    return maskedMean(tf, tf.sum(losses, 1), mask);
  });
}

/** The target y of a grade. // [grades - 1] */
export function coralTarget(grade: number, grades: number): number[] {
  return Array.from({ length: grades - 1 }, (_, k) => (grade > k ? 1 : 0));
}

/** The grade of a score: the number of thresholds it passes. */
export function coralGrade(score: number, thresholds: readonly number[]): number {
  return thresholds.filter((threshold) => score + threshold > 0).length;
}
