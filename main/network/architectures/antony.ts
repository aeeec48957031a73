// The two knee networks of Antony et al., which Gorriz uses as bases (appendix, tables 3 and 4), with global average pooling on top.
// Antony J, McGuinness K, Moran K, O'Connor NE. Automatic detection of knee joints and quantification of knee osteoarthritis severity
// using convolutional neural networks. MLDM 2017 (batch norm and ReLU after each convolution).

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { convolutionAndNorm } from './convolution-layers.ts';
import type { Heads } from './heads.ts';

type AntonyName = 'antony' | 'antony-extended';

interface Convolution {
  readonly name: string;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
}

const convolution = (name: string, width: number, kernel = 3, stride = 1): Convolution => ({ name, width, kernel, stride });

/** Each block ends in a 3x3 max pool of stride 2. */
const BLOCKS: Readonly<Record<AntonyName, readonly (readonly Convolution[])[]>> = {
  antony: [[convolution('1', 32, 11, 2)], [convolution('2', 64, 5)], [convolution('3', 96)], [convolution('4', 128)]],
  'antony-extended': [
    [convolution('1', 32, 11, 2)],
    [convolution('2-1', 64), convolution('2-2', 64)],
    [convolution('3-1', 96), convolution('3-2', 96)],
    [convolution('4-1', 128), convolution('4-2', 128)],
  ],
};

/** Where Gorriz attaches the branches att0, att1 and att2. */
export const ANTONY_BRANCHES = ['pool2', 'pool3', 'pool4'] as const;

/** Builds one of the two networks. Heads read the global average of its last pool, which is the output `features`. */
export function antony(options: { name: AntonyName; inputChannels: number; heads: Heads }): Architecture {
  const layers: Layer[] = [];
  let input = IMAGE;
  let channels = options.inputChannels;
  BLOCKS[options.name].forEach((block, index) => {
    for (const { name, width, kernel, stride } of block) {
      const names = { convolution: `conv${name}`, norm: `bn${name}` };
      layers.push(...convolutionAndNorm(names, input, { inputs: channels, outputs: width, kernel, stride }));
      input = `relu${name}`;
      layers.push({ kind: 'relu', name: input, input: names.norm });
      channels = width;
    }
    const name = `pool${index + 1}`;
    layers.push({ kind: 'max-pool', name, input, kernel: 3, stride: 2, padding: 0 });
    input = name;
  });
  const heads = options.heads('avgpool', channels);
  return {
    name: options.name,
    inputChannels: options.inputChannels,
    inputSize: 224,
    layers: [...layers, { kind: 'global-average-pool', name: 'avgpool', input }, ...heads.layers],
    outputs: { ...heads.outputs, features: input },
  };
}
