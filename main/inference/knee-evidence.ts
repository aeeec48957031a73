// Shows where on a knee image an answer comes from. The heads are linear in spatial averages of the maps, so Grad-CAM has a closed
// form (Selvaraju, ICCV 2017): a_k = (1 / area) sum_c (d score / d z_c) W_ck, divided by the mean of the attention mask if the map
// has one. Each position contributes sum_k a_k F_k to the score, to first order. If several maps answer together, their contributions
// are added on the finest grid, because the score is a sum over the maps too. **(ours)**

import { resample } from '../imaging/resample.ts';
import { axis } from '../imaging/stored-picture.ts';
import type { KneeHead, KneeHeads } from './knee-card.ts';

/** Values on a grid that covers the network's field of view. // [height, width] */
export interface PlaceMap {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** A map of the network. A mask has one channel. // [channels, height, width] */
interface FeatureMap {
  readonly values: Float32Array | Float64Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The network's outputs for one image, by name. */
export interface KneeOutputs {
  readonly logits: Readonly<Record<string, readonly number[]>>;
  readonly maps: Readonly<Record<string, FeatureMap>>;
}

/** A map's part in a head: its first column in the head's weights, and the mean of its mask (1 without a mask). */
interface Part {
  readonly head: KneeHead;
  readonly map: FeatureMap;
  readonly first: number;
  readonly divisor: number;
}

/** Computes the logits of a head from the maps, to check that the head belongs to the network. // [logits] */
export function kneeHeadLogits({ maps }: KneeOutputs, head: KneeHead): number[] {
  const logits = Array.from(head.bias);
  for (const part of partsOf(maps, head)) {
    const { values, channels, height, width } = part.map;
    const area = height * width;
    for (let k = 0; k < channels; k++) {
      let sum = 0;
      for (let at = 0; at < area; at++) sum += values[k * area + at];
      for (let c = 0; c < logits.length; c++) logits[c] += (weightOf(part, c, k) * sum) / area / part.divisor;
    }
  }
  return logits;
}

/** Returns the Grad-CAM of a score from the contribution of each position: the evidence for the score, with a maximum of one. */
export function evidenceOf({ values, height, width }: PlaceMap): PlaceMap {
  let [highest, most] = [0, 0];
  for (const value of values) {
    highest = Math.max(highest, value);
    most = Math.max(most, Math.abs(value));
  }
  // If the evidence against the score dominates, a small rest above zero may be rounding.
  const negligible = highest <= ROUNDING * most;
  return { values: values.map(negligible ? () => 0 : (value) => Math.max(0, value) / highest), height, width };
}

const ROUNDING = 1e-3;

/** Mirrors a map left to right. */
export function mirrorMap({ values, height, width }: PlaceMap): PlaceMap {
  const mirrored = values.map((_, at) => values[at - (at % width) + width - 1 - (at % width)] ?? Number.NaN);
  return { values: mirrored, height, width };
}

/** Returns the contribution of each position to the score, positive or negative. `gradient` is d score / d logits of the mean answer. */
export function answerShares({ maps }: KneeOutputs, heads: KneeHeads['heads'], gradient: readonly number[]): PlaceMap {
  return sumMaps(Object.values(heads).flatMap((head) => partsOf(maps, head).map((part) => shares(part, gradient))));
}

/** Sums the contributions of several maps to one score, on the finest of their grids. */
export function sumMaps(maps: readonly PlaceMap[]): PlaceMap {
  const [finest, ...others] = maps.toSorted((one, other) => other.values.length - one.values.length);
  const sum = Float64Array.from(finest.values);
  for (const map of others) {
    // Each fine cell receives the share of the coarse cell's contribution that its area covers.
    const scale = map.values.length / sum.length;
    onGrid(map, finest).forEach((value, at) => (sum[at] += scale * value));
  }
  return { values: Float32Array.from(sum), height: finest.height, width: finest.width };
}

/** Resamples a map to a grid of another size, bilinear, with aligned edges. */
export function onGrid(
  { values, height, width }: PlaceMap,
  size: { readonly height: number; readonly width: number },
): Float32Array {
  return resample({ pixels: values, height, width }, axis(0, width, size.width), axis(0, height, size.height));
}

function partsOf(maps: KneeOutputs['maps'], head: KneeHead): Part[] {
  let first = 0;
  return head.maps.map(({ name, channels, mask }) => {
    const part = { head, map: maps[name], first, divisor: mask === null ? 1 : mean(maps[mask].values) };
    first += channels;
    return part;
  });
}

/** Returns the contribution of each position to the score. */
function shares(part: Part, gradient: readonly number[]): PlaceMap {
  const { values, channels, height, width } = part.map;
  const area = height * width;
  const sum = new Float64Array(area);
  for (let k = 0; k < channels; k++) {
    let weight = 0;
    for (let c = 0; c < gradient.length; c++) weight += gradient[c] * weightOf(part, c, k);
    weight /= area * part.divisor;
    for (let at = 0; at < area; at++) sum[at] += weight * values[k * area + at];
  }
  return { values: Float32Array.from(sum), height, width };
}

/** All CORAL thresholds share the single row of the score. */
function weightOf({ head: { weight, maps }, first }: Part, logit: number, channel: number): number {
  const columns = maps.reduce((sum, map) => sum + map.channels, 0);
  const row = weight.length === columns ? 0 : logit;
  return weight[row * columns + first + channel];
}

function mean(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
