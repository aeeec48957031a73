// Folds batch norm into the convolution before it, because inference needs no batch norm of its own.

import type { Architecture, Layer } from './architecture.ts';
import { readings, withInputs } from './architecture.ts';
import { parameterNamed, type Parameter, type Weights } from './parameters.ts';

type Convolution = Extract<Layer, { kind: 'convolution' | 'depthwise-convolution' }>;
type BatchNorm = Extract<Layer, { kind: 'batch-norm' }>;

/** The same function, with every batch norm that directly follows a convolution folded into it (running statistics). */
export function foldBatchNorm(architecture: Architecture, weights: Weights): { architecture: Architecture; weights: Weights } {
  const reads = readings(architecture);
  const byName = new Map(architecture.layers.map((layer) => [layer.name, layer]));
  const folded = new Map<string, { convolution: Convolution; norm: BatchNorm }>();
  for (const norm of architecture.layers) {
    if (norm.kind !== 'batch-norm') continue;
    const convolution = byName.get(norm.input);
    if (isConvolution(convolution) && reads.get(convolution.name) === 1) folded.set(norm.name, { convolution, norm });
  }
  const rename = (name: string): string => folded.get(name)?.convolution.name ?? name;
  const carriers = new Set([...folded.values()].map((pair) => pair.convolution.name));
  const merged = new Map(weights);
  for (const pair of folded.values()) mergeInto(merged, pair.convolution, pair.norm);
  return {
    architecture: {
      ...architecture,
      layers: architecture.layers
        .filter((layer) => !folded.has(layer.name))
        .map((layer) => withInputs(carriers.has(layer.name) ? withBias(layer) : layer, rename)),
      outputs: Object.fromEntries(Object.entries(architecture.outputs).map(([output, name]) => [output, rename(name)])),
    },
    weights: merged,
  };
}

function isConvolution(layer: Layer | undefined): layer is Convolution {
  return layer?.kind === 'convolution' || layer?.kind === 'depthwise-convolution';
}

function withBias(layer: Layer): Layer {
  return isConvolution(layer) ? { ...layer, bias: true } : layer;
}

/** Per channel: w' = w * gamma / sqrt(var + eps);  b' = (b - mean) * gamma / sqrt(var + eps) + beta. */
function mergeInto(weights: Map<string, Parameter>, convolution: Convolution, norm: BatchNorm): void {
  const of = (suffix: string): Float32Array => parameterNamed(weights, `${norm.name}.${suffix}`).data;
  const [gamma, beta, mean, variance] = [of('weight'), of('bias'), of('running_mean'), of('running_var')];
  const scale = gamma.map((value, channel) => value / Math.sqrt(variance[channel] + norm.epsilon));
  const kernel = parameterNamed(weights, `${convolution.name}.weight`);
  const perChannel = kernel.data.length / norm.channels;
  const bias = convolution.bias ? parameterNamed(weights, `${convolution.name}.bias`).data : new Float32Array(norm.channels);
  weights.set(`${convolution.name}.weight`, {
    shape: kernel.shape,
    data: kernel.data.map((value, index) => value * scale[Math.floor(index / perChannel)]),
  });
  weights.set(`${convolution.name}.bias`, {
    shape: [norm.channels],
    data: bias.map((value, channel) => (value - mean[channel]) * scale[channel] + beta[channel]),
  });
  for (const suffix of ['weight', 'bias', 'running_mean', 'running_var']) weights.delete(`${norm.name}.${suffix}`);
}
