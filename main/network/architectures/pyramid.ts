// A small network that answers at every position. It computes features from fine to coarse, upsamples and joins them, and returns one map
// per question. Lin TY et al. Feature pyramid networks for object detection. CVPR 2017, with batch norm and one output level at a quarter
// of the picture's edge.

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { batchNorm, convolution, convolutionAndNorm } from './convolution-layers.ts';

export interface PyramidShape {
  readonly name: string;
  /** Edge of the picture. A multiple of 2 to the power of the number of widths. */
  readonly inputSize: number;
  /** Channels at 1/2, 1/4, 1/8 ... of the picture's edge. At least three. */
  readonly widths: readonly [number, number, number, ...number[]];
  /** Channels on the way back up. */
  readonly neck: number;
  /** Number of maps in the output `maps`. */
  readonly maps: number;
}

/** The output `maps` has a quarter of the picture's edge. // [N, inputSize / 4, inputSize / 4, maps] */
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
  // Goes from the coarsest level back to a quarter of the edge. The finest level, at half the edge, does not join in.
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
