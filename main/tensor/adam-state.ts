// The state of Adam, the same on every engine.

import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { AdamState } from './training-kernels.ts';

/** Zero moments for each variable. Dispose of them with the variables. */
export function adamState(variables: readonly Variable[]): AdamState {
  const zeros = (): Variable[] => variables.map((variable) => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false)));
  return { step: 0, first: zeros(), second: zeros() };
}

/** One rate for each variable. Refuses gradients that do not fit. */
export function adamRates(
  variables: readonly Variable[],
  gradients: readonly Tensor[],
  learningRate: number | readonly number[],
): Float64Array {
  if (gradients.length !== variables.length)
    throw new Error(`adamStep was given ${gradients.length} gradients for ${variables.length} variables.`);
  for (const [k, variable] of variables.entries()) {
    const gradient = gradients[k];
    if (gradient === undefined || !tf.util.arraysEqual(gradient.shape, variable.shape))
      throw new Error(
        `adamStep: the gradient of ${variable.name} has shape [${gradient?.shape.join(', ')}], not [${variable.shape.join(', ')}].`,
      );
  }
  const rates =
    typeof learningRate === 'number' ? new Float64Array(variables.length).fill(learningRate) : Float64Array.from(learningRate);
  if (rates.length !== variables.length)
    throw new Error(`adamStep was given ${rates.length} learning rates for ${variables.length} variables.`);
  return rates;
}
