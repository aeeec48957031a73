// The loss with its gradients in the order asked for.

import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { LossAndGradients } from './training-kernels.ts';

/** Gradients are zero for variables that the loss does not depend on. */
export function lossAndGradients(loss: () => Scalar, variables: readonly Variable[]): LossAndGradients {
  const { value, grads } = tf.engine().gradients(() => tf.tidy('loss', loss), [...variables] as Tensor[], undefined, true);
  return { loss: value, gradients: variables.map((variable, k) => grads[k] ?? tf.zeros(variable.shape)) };
}
