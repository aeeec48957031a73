// A hip as a bag of quadrants. Gated attention decides how much each quadrant's features count for the hip's label.
// Ilse M, Tomczak JM, Welling M. Attention-based deep multiple instance learning. ICML 2018, equation 9.
//   a_q = softmax_q( w . (tanh(h_q V) * sigmoid(h_q U)) ),   z = sum_q a_q h_q

import type { Tensor2D, Tensor3D, Tf } from '../tensors.ts';

export interface GatedAttentionWeights {
  readonly value: Tensor2D; // V [features, hidden]
  readonly gate: Tensor2D; // U [features, hidden]
  readonly score: Tensor2D; // w [hidden, 1]
}

/** Returns the bags' features and each instance's share in them. // [N, instances, features] to [N, features] and [N, instances] */
export function gatedAttention(
  tf: Tf,
  instances: Tensor3D,
  { value, gate, score }: GatedAttentionWeights,
): { bag: Tensor2D; shares: Tensor2D } {
  return tf.tidy(() => {
    const [bags, count, features] = instances.shape;
    const rows: Tensor2D = tf.reshape(instances, [bags * count, features]);
    const gated = tf.mul(tf.tanh(tf.matMul(rows, value)), tf.sigmoid(tf.matMul(rows, gate)));
    const scores: Tensor2D = tf.reshape(tf.matMul(gated, score), [bags, count]);
    const shares = tf.softmax(scores);
    const bag: Tensor2D = tf.sum(tf.mul(instances, tf.expandDims(shares, 2)), 1);
    return { bag, shares };
  });
}
