// Gradient clipping: Pascanu R, Mikolov T, Bengio Y. On the difficulty of training recurrent neural networks. ICML 2013, as PyTorch's
// clip_grad_norm_.
//   g = g min(1, most / (norm + 1e-6)),  norm = sqrt(sum over all tensors of g^2)

import type { Tensor, Tf } from '../network/tensors.ts';

const EPSILON = 1e-6;

/** The gradients themselves without a limit; else new tensors, which the caller disposes. */
export function clipGradients(tf: Tf, gradients: readonly Tensor[], most: number | undefined): readonly Tensor[] {
  if (most === undefined) return gradients;
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
    const share = tf.minimum(1, tf.div(most, tf.add(norm, EPSILON)));
    return gradients.map((gradient) => tf.mul(gradient, share));
  });
}
