// A weak positive teaches every quadrant in proportion to its evidence, while Noisy-OR teaches mainly the leading one **(ours)**:
//   p_q = 1 - p0(q),  w_q = p_q / sum_r p_r (not differentiated),  L = -sum_q w_q log(p_q + eps);  a weak negative: -sum_q log(p0(q) + eps)

import { maskedMean } from './binary-cross-entropy.ts';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../tensors.ts';

const EPSILON = 1e-7;

/** Mean over the masked hips. // quadrants x [N, K], [N], [N] */
export function softOrLoss(tf: Tf, logits: readonly Tensor2D[], diseased: Tensor1D, mask: Tensor1D): Scalar {
  return tf.tidy(() => {
    const healthy = tf.concat(
      logits.map((each) => tf.slice(tf.softmax(each), [0, 0], [-1, 1])),
      1,
    ); // [N, quadrants]
    const positive = tf.sub(1, healthy);
    const shares = constant(tf, tf.div(positive, tf.add(tf.sum(positive, 1, true), EPSILON)));
    const whenDiseased = tf.neg(tf.sum(tf.mul(shares, tf.log(tf.add(positive, EPSILON))), 1));
    const whenHealthy = tf.neg(tf.sum(tf.log(tf.add(healthy, EPSILON)), 1));
    const losses: Tensor1D = tf.add(tf.mul(diseased, whenDiseased), tf.mul(tf.sub(1, diseased), whenHealthy));
    return maskedMean(tf, losses, mask); // one loss per hip
  });
}

/** The same values without a gradient. */
function constant(tf: Tf, x: Tensor): Tensor {
  return tf.customGrad(() => ({
    value: tf.clone(x),
    gradFunc: (upstream) => tf.zerosLike(upstream),
  }))(x);
}
