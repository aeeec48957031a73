// DenseNet-121 and -161 as data, with torchvision's parameter names.
// Huang G, Liu Z, van der Maaten L, Weinberger KQ. Densely connected convolutional networks. CVPR 2017.

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { batchNorm, convolution, convolutionAndNorm } from './convolution-layers.ts';
import type { Heads } from './heads.ts';

export type DensenetDepth = 121 | 161;

const BLOCKS: Readonly<Record<DensenetDepth, { growth: number; first: number; counts: readonly number[] }>> = {
  121: { growth: 32, first: 64, counts: [6, 12, 24, 16] },
  161: { growth: 48, first: 96, counts: [6, 12, 36, 24] },
};

/** The bottleneck of a layer has this many times as many channels as the layer adds. */
const BOTTLENECK = 4;

/** Builds a densely connected network. Heads read its global average pool. The last map is the output `features`. */
export function densenet(options: { depth: DensenetDepth; inputChannels: number; heads: Heads }): Architecture {
  const { growth, first, counts } = BLOCKS[options.depth];
  const stem = { inputs: options.inputChannels, outputs: first, kernel: 7, stride: 2 };
  const layers: Layer[] = [
    ...convolutionAndNorm({ convolution: 'features.conv0', norm: 'features.norm0' }, IMAGE, stem),
    { kind: 'relu', name: 'features.relu0', input: 'features.norm0' },
    { kind: 'max-pool', name: 'features.pool0', input: 'features.relu0', kernel: 3, stride: 2, padding: 1 },
  ];
  let input = 'features.pool0';
  let channels = first;
  counts.forEach((count, block) => {
    for (let layer = 1; layer <= count; layer++) {
      const name = `features.denseblock${block + 1}.denselayer${layer}`;
      layers.push(...denseLayer(name, input, { channels, growth }));
      input = name;
      channels += growth;
    }
    if (block === counts.length - 1) return;
    const name = `features.transition${block + 1}`;
    layers.push(...transition(name, input, channels));
    input = `${name}.pool`;
    channels = Math.floor(channels / 2);
  });
  layers.push(
    batchNorm('features.norm5', input, channels),
    { kind: 'relu', name: 'relu', input: 'features.norm5' },
    { kind: 'global-average-pool', name: 'avgpool', input: 'relu' },
  );
  const heads = options.heads('avgpool', channels);
  return {
    name: `densenet${options.depth}`,
    inputChannels: options.inputChannels,
    inputSize: 224,
    layers: [...layers, ...heads.layers],
    outputs: { ...heads.outputs, features: 'relu' },
  };
}

/** Computes new channels from all previous ones and joins them. */
function denseLayer(name: string, input: string, { channels, growth }: { channels: number; growth: number }): Layer[] {
  const width = BOTTLENECK * growth;
  return [
    batchNorm(`${name}.norm1`, input, channels),
    { kind: 'relu', name: `${name}.relu1`, input: `${name}.norm1` },
    ...convolutionAndNorm({ convolution: `${name}.conv1`, norm: `${name}.norm2` }, `${name}.relu1`, {
      inputs: channels,
      outputs: width,
      kernel: 1,
      stride: 1,
    }),
    { kind: 'relu', name: `${name}.relu2`, input: `${name}.norm2` },
    convolution(`${name}.conv2`, `${name}.relu2`, { inputs: width, outputs: growth, kernel: 3, stride: 1 }, false),
    { kind: 'concatenate', name, input, other: `${name}.conv2` },
  ];
}

/** Halves the channels and the size. */
function transition(name: string, input: string, channels: number): Layer[] {
  const shape = { inputs: channels, outputs: Math.floor(channels / 2), kernel: 1, stride: 1 };
  return [
    batchNorm(`${name}.norm`, input, channels),
    { kind: 'relu', name: `${name}.relu`, input: `${name}.norm` },
    convolution(`${name}.conv`, `${name}.relu`, shape, false),
    { kind: 'average-pool', name: `${name}.pool`, input: `${name}.conv`, kernel: 2 },
  ];
}
