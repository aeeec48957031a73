// Categorical cross-entropy against target distributions, and its weighted sums that Systems 3 and 4 train on:
//   L = sum_b w_b CE_b   (Gorriz, section 3.3: w = 1, .8; von Schacky: 1/4, 1/4, 1/4, 1/16, 1/16)

import { maskedMean } from './binary-cross-entropy.ts';
import type { Scalar, Tensor1D, Tensor2D, Tf } from '../tensors.ts';

/** Mean of -sum_c y_c log softmax(x)_c over items whose mask is 1. Zero without such items. // [N, K], [N, K], [N] */
export function crossEntropy(tf: Tf, logits: Tensor2D, targets: Tensor2D, mask: Tensor1D): Scalar {
  return tf.tidy(() => {
    const shifted = tf.sub(logits, tf.max(logits, 1, true)); // keeps huge logits finite
    const logarithms = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    return maskedMean(tf, tf.neg(tf.sum(tf.mul(targets, logarithms), 1)), mask);
  });
}

export interface WeightedTask {
  readonly logits: Tensor2D; // [N, K]
  readonly targets: Tensor2D; // [N, K]
  readonly mask: Tensor1D; // [N]
  readonly weight: number;
}

/** The weighted sum of the tasks' cross-entropies. Tasks may differ in their number of classes and in their missing labels. */
export function weightedCrossEntropy(tf: Tf, tasks: readonly WeightedTask[]): Scalar {
  return tf.tidy(() => {
    const terms = tasks.map(({ logits, targets, mask, weight }): Scalar =>
      tf.mul(crossEntropy(tf, logits, targets, mask), weight),
    );
    return tf.addN(terms);
  });
}
