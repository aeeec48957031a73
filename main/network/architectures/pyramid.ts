// A small network that answers place by place: features from fine to coarse, brought back up and joined, one map for each question.
// Lin TY et al. Feature pyramid networks for object detection. CVPR 2017, with batch norm and one output level, a fourth of the picture.

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { batchNorm, convolution, convolutionAndNorm } from './convolution-layers.ts';

export interface PyramidShape {
  readonly name: string;
  /** The picture's edge: a multiple of 2 to the power of the number of widths. */
  readonly inputSize: number;
  /** Channels at half the picture's edge, at a fourth, an eighth and so on; three or more. */
  readonly widths: readonly [number, number, number, ...number[]];
  /** Channels on the way back up. */
  readonly neck: number;
  /** How many maps the output `maps` has. */
  readonly maps: number;
}

/** The output `maps` lies on a grid of a fourth of the picture's edge. // [N, inputSize / 4, inputSize / 4, maps] */
export function pyramidNetwork({ name, inputSize, widths, neck, maps }: PyramidShape): Architecture {
  const layers: Layer[] = [];
  let [input, inputs] = [IMAGE, 1];
  const block = (at: string, outputs: number, stride: number): void => {
    const names = { convolution: `${at}.conv`, norm: `${at}.bn` };
    layers.push(...convolutionAndNorm(names, input, { inputs, outputs, kernel: 3, stride }));
    layers.push({ kind: 'relu', name: `${at}.relu`, input: names.norm });
    [input, inputs] = [`${at}.relu`, outputs];
  };
  const levels = widths.map((width, level) => {
    block(`down${level}.0`, width, 2);
    if (level > 0) block(`down${level}.1`, width, 1);
    return { input, width };
  });
  // From the coarsest level back to a fourth of the picture; the finest, at a half, is only passed through.
  const [, ...joined] = levels;
  let above: string | undefined;
  for (const [index, level] of [...joined.entries()].toReversed()) {
    const at = `up${index + 1}`;
    layers.push(convolution(`${at}.conv`, level.input, { inputs: level.width, outputs: neck, kernel: 1, stride: 1 }, false));
    layers.push(batchNorm(`${at}.bn`, `${at}.conv`, neck));
    let sum = `${at}.bn`;
    if (above !== undefined) {
      layers.push({ kind: 'upsample', name: `${at}.coarse`, input: above });
      layers.push({ kind: 'add', name: `${at}.add`, input: sum, other: `${at}.coarse` });
      sum = `${at}.add`;
    }
    layers.push({ kind: 'relu', name: `${at}.relu`, input: sum });
    [input, inputs] = [`${at}.relu`, neck];
    block(`${at}.smooth`, neck, 1);
    above = input;
  }
  layers.push(convolution('maps', input, { inputs, outputs: maps, kernel: 1, stride: 1 }, true));
  return { name, inputChannels: 1, inputSize, layers, outputs: { maps: 'maps' } };
}
