// Where on a knee's picture an answer comes from. The heads are linear in maps that are averaged over all places, so Grad-CAM has a
// closed form (Selvaraju, ICCV 2017): a_k = (1 / area) sum_c (d score / d z_c) W_ck, over the mean of the mask where one weighs the
// places, and the score's first-order share of each place is sum_k a_k F_k. Where several maps answer together their shares are added,
// the coarser spread over the finest grid: the score is a sum over them, too. **(ours)**

import { resample } from '../imaging/resample.ts';
import { axis } from '../imaging/stored-picture.ts';
import type { KneeHead, KneeHeads } from './knee-card.ts';

/** Values on a grid that covers the field the network reads. // [height, width] */
export interface PlaceMap {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** A map of the network; of a mask with one channel. // [channels, height, width] */
interface FeatureMap {
  readonly values: Float32Array | Float64Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What the network gives for one picture, by the outputs' names. */
export interface KneeOutputs {
  readonly logits: Readonly<Record<string, readonly number[]>>;
  readonly maps: Readonly<Record<string, FeatureMap>>;
}

/** One map's part in a head: its first column among the head's, and the mean of its mask, or one. */
interface Part {
  readonly head: KneeHead;
  readonly map: FeatureMap;
  readonly first: number;
  readonly divisor: number;
}

/** The logits that a head gives for the maps, as a check that it is the network's own. // [logits] */
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

/** The Grad-CAM of a score: what speaks for it, its maximum at one; `gradient` is d score / d logits of the mean answer. */
export function answerEvidence(outputs: KneeOutputs, heads: KneeHeads['heads'], gradient: readonly number[]): PlaceMap {
  const { values, height, width } = answerShares(outputs, heads, gradient);
  let [highest, most] = [0, 0];
  for (const value of values) {
    highest = Math.max(highest, value);
    most = Math.max(most, Math.abs(value));
  }
  // Next to much that speaks against it, what is left above zero may be rounding.
  const none = highest <= ROUNDING * most;
  return { values: values.map(none ? () => 0 : (value) => Math.max(0, value) / highest), height, width };
}

const ROUNDING = 1e-3;

/** What each place adds to the score, of either sign. */
export function answerShares({ maps }: KneeOutputs, heads: KneeHeads['heads'], gradient: readonly number[]): PlaceMap {
  return together(Object.values(heads).flatMap((head) => partsOf(maps, head).map((part) => shares(part, gradient))));
}

/** The sum of several maps' shares of one score, on the finest of their grids. */
export function together(maps: readonly PlaceMap[]): PlaceMap {
  const [finest, ...others] = maps.toSorted((one, other) => other.values.length - one.values.length);
  const sum = Float64Array.from(finest.values);
  for (const map of others) {
    // A cell of the finest grid holds that part of a coarser cell's share which its area is of it.
    const scale = map.values.length / sum.length;
    onGrid(map, finest).forEach((value, at) => (sum[at] += scale * value));
  }
  return { values: Float32Array.from(sum), height: finest.height, width: finest.width };
}

/** The same field on a grid of another size, bilinear, edges on edges. */
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

/** Each place's share of the score. */
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

/** CORAL's thresholds share the one row of their score. */
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
