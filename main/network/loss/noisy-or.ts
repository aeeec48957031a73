// What the global label of a hip says about its four quadrants: P(diseased) = 1 - prod_q p0(q) (Ye, equations 6 and 7).

import { maskedMean } from './binary-cross-entropy.ts';
import type { Scalar, Tensor1D, Tensor2D, Tf } from '../tensors.ts';

const EPSILON = 1e-7;

/** Mean of -log(1 - prod p0 + eps) over weak positives and -log(prod p0 + eps) over weak negatives. // quadrants x [N, K], [N], [N] */
export function noisyOrLoss(tf: Tf, logits: readonly Tensor2D[], diseased: Tensor1D, mask: Tensor1D): Scalar {
  return tf.tidy(() => {
    const healthy = logits
      .map((each) => tf.reshape(tf.slice(tf.softmax(each), [0, 0], [-1, 1]), [-1]))
      .reduce((product, p0) => tf.mul(product, p0));
    const positive = tf.neg(tf.log(tf.add(tf.sub(1, healthy), EPSILON)));
    const negative = tf.neg(tf.log(tf.add(healthy, EPSILON)));
    const losses: Tensor1D = tf.add(tf.mul(diseased, positive), tf.mul(tf.sub(1, diseased), negative));
    return maskedMean(tf, losses, mask); // one loss per hip
  });
}
