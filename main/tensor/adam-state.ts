// The state of Adam, which is the same on every engine.

import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { AdamState } from './training-kernels.ts';

/** Zero moments for each variable. Dispose them together with the variables. */
export function adamState(variables: readonly Variable[]): AdamState {
  const zeros = (): Variable[] => variables.map((variable) => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false)));
  return { step: 0, first: zeros(), second: zeros() };
}

/** Returns one rate per variable. Refuses gradients that do not match the variables. */
export function adamRates(
  variables: readonly Variable[],
  gradients: readonly Tensor[],
  learningRate: number | readonly number[],
): Float64Array {
  if (gradients.length !== variables.length)
    throw new Error(`adamStep got ${gradients.length} gradients for ${variables.length} variables.`);
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
    throw new Error(`adamStep got ${rates.length} learning rates for ${variables.length} variables.`);
  return rates;
}
