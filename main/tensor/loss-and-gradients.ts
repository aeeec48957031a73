// The loss and its gradients, in the order of the variables.

import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { LossAndGradients } from './training-kernels.ts';

/** The gradient is zero for variables that the loss does not depend on. */
export function lossAndGradients(loss: () => Scalar, variables: readonly Variable[]): LossAndGradients {
  const { value, grads } = tf.engine().gradients(() => tf.tidy('loss', loss), [...variables] as Tensor[], undefined, true);
  return { loss: value, gradients: variables.map((variable, k) => grads[k] ?? tf.zeros(variable.shape)) };
}
