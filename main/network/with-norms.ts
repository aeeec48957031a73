// Gives each convolution with a bias a batch norm that only adds it. Engines do a batch norm, a sum and a ReLU in one pass over memory,
// so a network whose norms were folded away for ONNX runs faster with them.

import { withInputs, type Architecture, type Layer } from './architecture.ts';
import { parameterNamed, type Parameter, type Weights } from './parameters.ts';

/** The same function. A norm of 1 * (x - 0) / sqrt(1 - epsilon + epsilon) + bias is exact. */
export function withNorms(
  { layers, outputs, ...others }: Architecture,
  weights: Weights,
): { architecture: Architecture; weights: Weights } {
  const own = new Map(weights);
  const renamed = new Map<string, string>();
  const rename = (name: string): string => renamed.get(name) ?? name;
  const normed = layers.flatMap((original): Layer[] => {
    const layer = withInputs(original, rename);
    if ((layer.kind !== 'convolution' && layer.kind !== 'depthwise-convolution') || !layer.bias) return [layer];
    const bias = parameterNamed(weights, `${layer.name}.bias`);
    const [name, channels] = [`${layer.name}/norm`, bias.data.length];
    const filled = (value: number): Parameter => ({ shape: [channels], data: new Float32Array(channels).fill(value) });
    own.delete(`${layer.name}.bias`);
    own.set(`${name}.weight`, filled(1));
    own.set(`${name}.bias`, bias);
    own.set(`${name}.running_mean`, filled(0));
    own.set(`${name}.running_var`, filled(1 - EPSILON));
    renamed.set(layer.name, name);
    return [
      { ...layer, bias: false },
      { kind: 'batch-norm', name, input: layer.name, channels, epsilon: EPSILON },
    ];
  });
  return {
    architecture: {
      ...others,
      layers: normed,
      outputs: Object.fromEntries(Object.entries(outputs).map(([output, name]) => [output, rename(name)])),
    },
    weights: own,
  };
}

/** A power of two, so that both numbers are exact. */
const EPSILON = 2 ** -16;
