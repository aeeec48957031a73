// A network small enough for tests, with every kind of layer and a shortcut.

import { systemOneHeads, type Heads } from '../../../main/network/architectures/heads.ts';
import type { Architecture, Layer } from '../../../main/network/architecture.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import type { Weights } from '../../../main/network/parameters.ts';
import { seededRandom } from '../../../main/domain/random.ts';

function convolution(name: string, input: string, channels: [number, number], stride: number): Layer[] {
  return [
    {
      kind: 'convolution',
      name,
      input,
      inputChannels: channels[0],
      outputChannels: channels[1],
      kernel: 3,
      stride,
      padding: 1,
      bias: false,
    },
    { kind: 'batch-norm', name: `${name}.norm`, input: name, channels: channels[1], epsilon: 1e-5 },
  ];
}

export function tinyNetwork(inputSize = 32): Architecture {
  return { ...tinyWith(systemOneHeads), inputSize };
}

/** A network whose second convolution is large enough to be shipped in half precision. */
export function wideNetwork(): Architecture {
  return tinyWith(systemOneHeads, 48);
}

export function tinyWith(chosen: Heads, channels = 8): Architecture {
  const heads = chosen('avgpool', channels);
  return {
    name: 'tiny',
    inputChannels: 1,
    inputSize: 32,
    layers: [
      ...convolution('conv1', 'image', [1, channels], 2),
      { kind: 'relu', name: 'relu1', input: 'conv1.norm' },
      { kind: 'max-pool', name: 'maxpool', input: 'relu1', kernel: 3, stride: 2, padding: 1 },
      ...convolution('conv2', 'maxpool', [channels, channels], 1),
      { kind: 'add', name: 'sum', input: 'conv2.norm', other: 'maxpool' },
      { kind: 'relu', name: 'relu2', input: 'sum' },
      { kind: 'global-average-pool', name: 'avgpool', input: 'relu2' },
      ...heads.layers,
    ],
    outputs: { ...heads.outputs, features: 'relu2' },
  };
}

/** Weights as after some training: no batch norm is the identity. */
export function livedInWeights(architecture: Architecture, seed: number): Weights {
  const random = seededRandom(seed);
  const weights = new Map(initialWeights(architecture, random));
  for (const layer of architecture.layers) {
    if (layer.kind !== 'batch-norm') continue;
    const drawn = (low: number, high: number) => Float32Array.from({ length: layer.channels }, () => random.between(low, high));
    const shape = [layer.channels];
    weights.set(`${layer.name}.weight`, { shape, data: drawn(0.5, 1.5) });
    weights.set(`${layer.name}.bias`, { shape, data: drawn(-0.5, 0.5) });
    weights.set(`${layer.name}.running_mean`, { shape, data: drawn(-0.5, 0.5) });
    weights.set(`${layer.name}.running_var`, { shape, data: drawn(0.5, 2) });
  }
  return weights;
}
