// VGG-16 as data, with torchvision's parameter names for its features. Global average pooling replaces the two dense layers of 4096, as
// in Gorriz. Simonyan K, Zisserman A. Very deep convolutional networks for large-scale image recognition. ICLR 2015.

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { convolution } from './convolution-layers.ts';
import type { Heads } from './heads.ts';

const BLOCKS = [
  { width: 64, convolutions: 2 },
  { width: 128, convolutions: 2 },
  { width: 256, convolutions: 3 },
  { width: 512, convolutions: 3 },
  { width: 512, convolutions: 3 },
];

/** The pools after blocks 3, 4 and 5, where Gorriz attaches the branches att0, att1 and att2. */
export const VGG16_BRANCHES = ['features.16', 'features.23', 'features.30'] as const;

/** Builds VGG-16. Heads read the global average of its last pool, which is the output `features`. */
export function vgg16(options: { inputChannels: number; heads: Heads }): Architecture {
  const layers: Layer[] = [];
  let input = IMAGE;
  let channels = options.inputChannels;
  const next = (): string => `features.${layers.length}`; // torchvision numbers every layer
  for (const { width, convolutions } of BLOCKS) {
    for (let count = 0; count < convolutions; count++) {
      const name = next();
      layers.push(convolution(name, input, { inputs: channels, outputs: width, kernel: 3, stride: 1 }, true));
      input = next();
      layers.push({ kind: 'relu', name: input, input: name });
      channels = width;
    }
    const name = next();
    layers.push({ kind: 'max-pool', name, input, kernel: 2, stride: 2, padding: 0 });
    input = name;
  }
  const heads = options.heads('avgpool', channels);
  return {
    name: 'vgg16',
    inputChannels: options.inputChannels,
    inputSize: 224,
    layers: [...layers, { kind: 'global-average-pool', name: 'avgpool', input }, ...heads.layers],
    outputs: { ...heads.outputs, features: input },
  };
}
