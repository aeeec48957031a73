// Files that Osteograde exports have every batch norm folded into the convolution before it. To learn on from such a file, each missing
// norm becomes the identity plus the convolution's bias. The first pictures then set its statistics; see `recalibrate.ts`.

import type { Architecture } from '../architecture.ts';
import type { Parameter, Weights } from '../parameters.ts';

/** Returns the weights with a norm for each one that was folded. Weights that have their norms stay as they are. */
export function unfoldBatchNorm({ layers }: Architecture, weights: Weights): Weights {
  const unfolded = new Map<string, Parameter>(weights);
  for (const layer of layers) {
    if (layer.kind !== 'batch-norm' || unfolded.has(`${layer.name}.running_var`)) continue;
    const bias = unfolded.get(`${layer.input}.bias`);
    if (bias === undefined) continue;
    const constant = (value: number): Parameter => ({ ...bias, data: new Float32Array(layer.channels).fill(value) });
    unfolded.set(`${layer.name}.weight`, constant(1));
    unfolded.set(`${layer.name}.bias`, bias);
    unfolded.set(`${layer.name}.running_mean`, constant(0));
    unfolded.set(`${layer.name}.running_var`, constant(1 - layer.epsilon));
    unfolded.delete(`${layer.input}.bias`);
  }
  return unfolded;
}
