// Gives the batch norms back that an export folded into its convolutions, so that a run can start from a model.

import type { Architecture } from '../architecture.ts';
import type { Parameter, Weights } from '../parameters.ts';

/**
 * Adds the tensors of each batch norm that the file lacks, if the convolution before it has a bias that the architecture does not: the norm
 * then changes nothing but adds this bias. The run recalibrates the statistics before its first step (`recalibrate.ts`).
 */
export function unfoldBatchNorm({ layers, networks = [] }: Architecture, file: Weights): Weights {
  const convolutions = new Map(layers.flatMap((layer) => (layer.kind === 'convolution' ? [[layer.name, layer] as const] : [])));
  const given = (name: string): Parameter | undefined => {
    const network = networks.find((each) => name.startsWith(`${each}.`));
    return file.get(name) ?? (network === undefined ? undefined : file.get(name.slice(network.length + 1)));
  };
  const weights = new Map(file);
  for (const norm of layers) {
    if (norm.kind !== 'batch-norm' || given(`${norm.name}.weight`) !== undefined) continue;
    const convolution = convolutions.get(norm.input);
    const bias = convolution === undefined || convolution.bias ? undefined : given(`${convolution.name}.bias`);
    if (bias === undefined || bias.data.length !== norm.channels) continue;
    const filled = (value: number): Parameter => ({ shape: [norm.channels], data: new Float32Array(norm.channels).fill(value) });
    weights.set(`${norm.name}.weight`, filled(Math.sqrt(1 + norm.epsilon)));
    weights.set(`${norm.name}.bias`, bias);
    weights.set(`${norm.name}.running_mean`, filled(0));
    weights.set(`${norm.name}.running_var`, filled(1));
  }
  return weights;
}
