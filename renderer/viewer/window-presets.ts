// The windows that a reader can choose: the film's own, and some that follow from the greys of the hip.

import { levelOfGreys, type Levels } from '../api/films/levels.ts';
import type { Box } from './view.ts';
import type { GreyWindow } from './grey-window.ts';

export const PRESETS = ['film', 'automatic', 'bone', 'soft-tissue', 'full'] as const;

export type Preset = (typeof PRESETS)[number];

/** The shares of the hip's pixels between which a preset spreads the greys. **(ours)** */
const SPANS: Readonly<Record<Exclude<Preset, 'film'>, readonly [number, number]>> = {
  automatic: [0.01, 0.995],
  bone: [0.4, 0.998],
  'soft-tissue': [0.005, 0.7],
  full: [0, 1],
};

/** Leaves this share of the span free at both ends, so that the brightest bone still has detail. **(ours)** */
const HEADROOM = 0.06;

/** A film opens with its own window unless that shows more than this share of the hip as plain white, or as plain black. **(ours)** */
const MOST_WHITE = 0.06;
const MOST_BLACK = 0.25;

/** The greys of some regions together, sorted. A sample of at most 20,000 pixels of each. */
export type RegionGreys = Float64Array;

/** Returns the greys of boxes of the film, given in its pixels. */
export function greysOf(levels: Levels, boxes: readonly Box[]): RegionGreys {
  const { low, slope } = levels.picture;
  const { width, height, values, halvings } = levelOfGreys(levels);
  const clip = (at: number, length: number): number => Math.min(length, Math.max(0, Math.round(at / 2 ** halvings)));
  const grids = boxes.map((box) => {
    const [left, right] = [clip(box.left, width), clip(box.right, width)];
    const [top, bottom] = [clip(box.top, height), clip(box.bottom, height)];
    const step = Math.max(1, Math.ceil(Math.sqrt(((right - left) * (bottom - top)) / 20_000)));
    return { left, right, top, bottom, step, size: Math.ceil((right - left) / step) * Math.ceil((bottom - top) / step) };
  });
  const greys = new Float64Array(grids.reduce((sum, { size }) => sum + size, 0));
  let count = 0;
  for (const { left, right, top, bottom, step } of grids) {
    for (let y = top; y < bottom; y += step) {
      for (let x = left; x < right; x += step) greys[count++] = low + slope * (values[y * width + x] ?? 0);
    }
  }
  return greys.sort();
}

/** Returns the window of a preset. `own` is the film's. */
export function presetWindow(preset: Preset, greys: RegionGreys, own: GreyWindow): GreyWindow {
  if (preset === 'film' || greys.length === 0) return own;
  const [from, to] = SPANS[preset];
  const [low, high] = [at(greys, from), at(greys, to)];
  const margin = preset === 'full' ? 0 : HEADROOM * (high - low);
  return { centre: (low + high) / 2, width: Math.max(1e-6, high - low + 2 * margin) };
}

/** Returns the preset that a film opens with: its own window if that shows the hip, and else the automatic one. */
export function openingPreset(greys: RegionGreys, own: GreyWindow): Preset {
  if (greys.length === 0) return 'film';
  const white = 1 - rankOf(greys, own.centre + own.width / 2);
  const black = rankOf(greys, own.centre - own.width / 2);
  return white > MOST_WHITE || black > MOST_BLACK ? 'automatic' : 'film';
}

function at(greys: RegionGreys, share: number): number {
  return greys[Math.round(share * (greys.length - 1))] ?? 0;
}

/** Returns the share of greys below this one. */
function rankOf(greys: RegionGreys, grey: number): number {
  let [low, high] = [0, greys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((greys[middle] ?? 0) < grey) low = middle + 1;
    else high = middle;
  }
  return low / greys.length;
}
