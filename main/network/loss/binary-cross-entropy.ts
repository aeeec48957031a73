// Binary cross-entropy with logits over the items that have a label (Ye, equation 3).

import type { Scalar, Tensor1D, Tf } from '../tensors.ts';

/** Mean of max(x, 0) - x y + log(1 + exp(-|x|)) over items whose mask is 1. Zero without such items. // [N], [N], [N] */
export function binaryCrossEntropy(tf: Tf, logits: Tensor1D, targets: Tensor1D, mask: Tensor1D): Scalar {
  return tf.tidy(() => {
    const softplus = tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1));
    const losses: Tensor1D = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, targets)), softplus);
    return maskedMean(tf, losses, mask); // all shapes above are [N]
  });
}

/** Mean over items whose mask is 1. Zero without such items. // [N], [N] */
export function maskedMean(tf: Tf, values: Tensor1D, mask: Tensor1D): Scalar {
  return tf.tidy(() => tf.div(tf.sum(tf.mul(values, mask)), tf.maximum(tf.sum(mask), 1)));
}
