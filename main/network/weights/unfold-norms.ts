// Our exported models have no batch norm: it is folded into the convolution before it. To train on from such a model, each norm starts as
// the identity with the convolution's bias as its shift. `recalibrate.ts` then gives it the statistics of the new pictures.

import type { Architecture } from '../architecture.ts';
import type { Parameter, Weights } from '../parameters.ts';

/** The weights with an identity for each batch norm that they lack but whose convolution has a bias instead. */
export function unfoldNorms({ layers }: Architecture, weights: Weights): Weights {
  const unfolded = new Map(weights);
  for (const norm of layers) {
    if (norm.kind !== 'batch-norm' || weights.has(`${norm.name}.weight`)) continue;
    const bias = weights.get(`${norm.input}.bias`);
    if (bias === undefined || bias.data.length !== norm.channels) continue;
    const filled = (value: number): Parameter => ({ shape: [norm.channels], data: new Float32Array(norm.channels).fill(value) });
    unfolded.set(`${norm.name}.weight`, filled(1));
    unfolded.set(`${norm.name}.bias`, bias);
    unfolded.set(`${norm.name}.running_mean`, filled(0));
    unfolded.set(`${norm.name}.running_var`, filled(1 - norm.epsilon));
    unfolded.delete(`${norm.input}.bias`);
  }
  return unfolded;
}
