// Grad-CAM in closed form for a network that ends in global average pooling and a linear head. It needs no backward pass.
// Selvaraju RR et al. Grad-CAM: visual explanations from deep networks via gradient-based localization. ICCV 2017.
// Logits z_c = b_c + sum_k W_ck mean_xy F_k, so d z_c / d F_k(x, y) = W_ck / area at every position, and the weights
// a_k = mean_xy d score / d F_k(x, y) = (1 / area) sum_c (d score / d z_c) W_ck.   Map = ReLU(sum_k a_k F_k).

import type { HeadWeights } from './model-card.ts';

/** The last convolutional map of one image. */
export interface Features {
  readonly values: Float32Array | Float64Array; // [channels, height, width]
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Returns the Grad-CAM map of a score on the feature grid. `gradient` is d score / d logits. // [height, width] */
export function gradCam(features: Features, head: HeadWeights, gradient: readonly number[]): Float64Array {
  const { values, channels, height, width } = features;
  const area = height * width;
  const map = new Float64Array(area);
  for (let k = 0; k < channels; k++) {
    let weight = 0;
    for (let c = 0; c < gradient.length; c++) weight += gradient[c] * head.weight[c * channels + k];
    weight /= area;
    for (let at = 0; at < area; at++) map[at] += weight * values[k * area + at];
  }
  return map.map((value) => Math.max(0, value));
}

/** Returns the logits that the head computes from these features. */
export function headLogits(features: Features, head: HeadWeights): number[] {
  const { values, channels, height, width } = features;
  const area = height * width;
  const logits = Array.from(head.bias);
  for (let k = 0; k < channels; k++) {
    let sum = 0;
    for (let at = 0; at < area; at++) sum += values[k * area + at];
    for (let c = 0; c < logits.length; c++) logits[c] += (head.weight[c * channels + k] * sum) / area;
  }
  return logits;
}
