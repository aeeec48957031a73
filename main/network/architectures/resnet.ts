// ResNet-18, -34 and -50 as data, with torchvision's parameter names.
// He K, Zhang X, Ren S, Sun J. Deep residual learning for image recognition. CVPR 2016 (stride in the 3x3 convolution, as in torchvision).

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { convolutionAndNorm } from './convolution-layers.ts';
import type { Heads } from './heads.ts';

export type ResnetDepth = 18 | 34 | 50;

const BLOCKS: Readonly<Record<ResnetDepth, { kind: 'basic' | 'bottleneck'; counts: readonly number[] }>> = {
  18: { kind: 'basic', counts: [2, 2, 2, 2] },
  34: { kind: 'basic', counts: [3, 4, 6, 3] },
  50: { kind: 'bottleneck', counts: [3, 4, 6, 3] },
};

/** Channels of the four stages, before a bottleneck widens them. */
const STAGE_WIDTHS = [64, 128, 256, 512];

/** Builds a residual network. Heads read its global average pool. The last map is the output `features`. */
export function resnet(options: { depth: ResnetDepth; inputChannels: number; heads: Heads }): Architecture {
  const { kind, counts } = BLOCKS[options.depth];
  const layers: Layer[] = [
    ...convolutionAndNorm({ convolution: 'conv1', norm: 'bn1' }, IMAGE, {
      inputs: options.inputChannels,
      outputs: 64,
      kernel: 7,
      stride: 2,
    }),
    { kind: 'relu', name: 'relu', input: 'bn1' },
    { kind: 'max-pool', name: 'maxpool', input: 'relu', kernel: 3, stride: 2, padding: 1 },
  ];
  let input = 'maxpool';
  let channels = 64;
  counts.forEach((count, stage) => {
    for (let block = 0; block < count; block++) {
      const name = `layer${stage + 1}.${block}`;
      const width = STAGE_WIDTHS[stage];
      const outputs = kind === 'basic' ? width : 4 * width;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const shape = { inputs: channels, width, outputs, stride };
      layers.push(...(kind === 'basic' ? basicBlock(name, input, shape) : bottleneck(name, input, shape)));
      input = `${name}.relu`;
      channels = outputs;
    }
  });
  layers.push({ kind: 'global-average-pool', name: 'avgpool', input });
  const heads = options.heads('avgpool', channels);
  return {
    name: `resnet${options.depth}`,
    inputChannels: options.inputChannels,
    inputSize: 224,
    layers: [...layers, ...heads.layers],
    outputs: { ...heads.outputs, features: input },
  };
}

interface BlockShape {
  readonly inputs: number;
  readonly width: number;
  readonly outputs: number;
  readonly stride: number;
}

function basicBlock(name: string, input: string, { inputs, outputs, stride }: BlockShape): Layer[] {
  return [
    ...convolutionAndNorm({ convolution: `${name}.conv1`, norm: `${name}.bn1` }, input, { inputs, outputs, kernel: 3, stride }),
    { kind: 'relu', name: `${name}.relu1`, input: `${name}.bn1` },
    ...convolutionAndNorm({ convolution: `${name}.conv2`, norm: `${name}.bn2` }, `${name}.relu1`, {
      inputs: outputs,
      outputs,
      kernel: 3,
      stride: 1,
    }),
    ...addShortcut(name, input, `${name}.bn2`, { inputs, outputs, stride }),
  ];
}

function bottleneck(name: string, input: string, { inputs, width, outputs, stride }: BlockShape): Layer[] {
  return [
    ...convolutionAndNorm({ convolution: `${name}.conv1`, norm: `${name}.bn1` }, input, {
      inputs,
      outputs: width,
      kernel: 1,
      stride: 1,
    }),
    { kind: 'relu', name: `${name}.relu1`, input: `${name}.bn1` },
    ...convolutionAndNorm({ convolution: `${name}.conv2`, norm: `${name}.bn2` }, `${name}.relu1`, {
      inputs: width,
      outputs: width,
      kernel: 3,
      stride,
    }),
    { kind: 'relu', name: `${name}.relu2`, input: `${name}.bn2` },
    ...convolutionAndNorm({ convolution: `${name}.conv3`, norm: `${name}.bn3` }, `${name}.relu2`, {
      inputs: width,
      outputs,
      kernel: 1,
      stride: 1,
    }),
    ...addShortcut(name, input, `${name}.bn3`, { inputs, outputs, stride }),
  ];
}

/** Adds the shortcut to the block's result. The shortcut is projected if the shape changes. */
function addShortcut(
  name: string,
  input: string,
  result: string,
  shape: { inputs: number; outputs: number; stride: number },
): Layer[] {
  const projected = shape.stride !== 1 || shape.inputs !== shape.outputs;
  const shortcut = projected ? `${name}.downsample.1` : input;
  return [
    ...(projected
      ? convolutionAndNorm({ convolution: `${name}.downsample.0`, norm: shortcut }, input, { ...shape, kernel: 1 })
      : []),
    { kind: 'add', name: `${name}.add`, input: result, other: shortcut },
    { kind: 'relu', name: `${name}.relu`, input: `${name}.add` },
  ];
}
