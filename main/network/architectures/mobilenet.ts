// MobileNetV2 as data, with torchvision's parameter names.
// Sandler M, Howard A, Zhu M, Zhmoginov A, Chen LC. MobileNetV2: inverted residuals and linear bottlenecks. CVPR 2018.

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { batchNorm, convolutionAndNorm } from './convolution-layers.ts';
import type { Heads } from './heads.ts';

/** Table 2 of the paper. */
const STAGES = [
  { expansion: 1, width: 16, blocks: 1, stride: 1 },
  { expansion: 6, width: 24, blocks: 2, stride: 2 },
  { expansion: 6, width: 32, blocks: 3, stride: 2 },
  { expansion: 6, width: 64, blocks: 4, stride: 2 },
  { expansion: 6, width: 96, blocks: 3, stride: 1 },
  { expansion: 6, width: 160, blocks: 3, stride: 2 },
  { expansion: 6, width: 320, blocks: 1, stride: 1 },
];
/** Where attention branches are attached: the last maps at a stride of 8, 16 and 32. **(ours)** */
export const MOBILENET_BRANCHES = ['features.6', 'features.13', 'features.18.2'] as const;

const FIRST = 32;
const LAST = 1280;

/** Builds MobileNetV2. Heads read its global average pool. The last map is the output `features`. */
export function mobilenetV2(options: { inputChannels: number; heads: Heads }): Architecture {
  const layers: Layer[] = convolutionNormRelu('features.0', IMAGE, {
    inputs: options.inputChannels,
    outputs: FIRST,
    kernel: 3,
    stride: 2,
  });
  let input = 'features.0.2';
  let channels = FIRST;
  let place = 1;
  for (const { expansion, width, blocks, stride } of STAGES) {
    for (let block = 0; block < blocks; block++) {
      const name = `features.${place++}`;
      const shape = { inputs: channels, expanded: channels * expansion, outputs: width, stride: block === 0 ? stride : 1 };
      const residual = invertedResidual(name, input, shape);
      layers.push(...residual);
      input = residual[residual.length - 1].name;
      channels = width;
    }
  }
  const last = `features.${place}`;
  layers.push(...convolutionNormRelu(last, input, { inputs: channels, outputs: LAST, kernel: 1, stride: 1 }));
  layers.push({ kind: 'global-average-pool', name: 'avgpool', input: `${last}.2` });
  const heads = options.heads('avgpool', LAST);
  return {
    name: 'mobilenet-v2',
    inputChannels: options.inputChannels,
    inputSize: 224,
    layers: [...layers, ...heads.layers],
    outputs: { ...heads.outputs, features: `${last}.2` },
  };
}

/** Widens by a 1x1 convolution, filters per channel, narrows without activation, and adds the input if the shapes agree. */
function invertedResidual(
  name: string,
  input: string,
  { inputs, expanded, outputs, stride }: { inputs: number; expanded: number; outputs: number; stride: number },
): Layer[] {
  const widened = expanded !== inputs;
  const expand = widened ? convolutionNormRelu(`${name}.conv.0`, input, { inputs, outputs: expanded, kernel: 1, stride: 1 }) : [];
  const at = widened ? 1 : 0; // torchvision numbers only the layers that exist
  const filter = `${name}.conv.${at}`;
  const narrow = { convolution: `${name}.conv.${at + 1}`, norm: `${name}.conv.${at + 2}` };
  return [
    ...expand,
    {
      kind: 'depthwise-convolution',
      name: `${filter}.0`,
      input: widened ? `${name}.conv.0.2` : input,
      channels: expanded,
      kernel: 3,
      stride,
      padding: 1,
      bias: false,
    },
    batchNorm(`${filter}.1`, `${filter}.0`, expanded),
    { kind: 'relu6', name: `${filter}.2`, input: `${filter}.1` },
    ...convolutionAndNorm(narrow, `${filter}.2`, { inputs: expanded, outputs, kernel: 1, stride: 1 }),
    ...(stride === 1 && inputs === outputs ? [{ kind: 'add' as const, name, input: narrow.norm, other: input }] : []),
  ];
}

function convolutionNormRelu(
  name: string,
  input: string,
  shape: { inputs: number; outputs: number; kernel: number; stride: number },
): Layer[] {
  return [
    ...convolutionAndNorm({ convolution: `${name}.0`, norm: `${name}.1` }, input, shape),
    { kind: 'relu6', name: `${name}.2`, input: `${name}.1` },
  ];
}
