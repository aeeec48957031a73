// The inks and letters of figures. The colours can be told apart by colour-blind readers (Okabe and Ito 2008, jfly.uni-koeln.de/color),
// and lines and points differ in dashes and shapes too, for prints without colour.

import type { Mark, Point } from './drawing.ts';

export const TEXT = { size: 8, title: 9, colour: '#16181d' } as const;

export const LINES = { frame: '#16181d', grid: '#e4e7ec', chance: '#8a919c' } as const;

const SERIES = [
  { colour: '#0072b2', dashes: [], corners: 24 },
  { colour: '#d55e00', dashes: [6, 2], corners: 4 },
  { colour: '#009e73', dashes: [1.5, 1.5], corners: 3 },
  { colour: '#a4478b', dashes: [6, 2, 1.5, 2], corners: 24 },
  { colour: '#8a6a00', dashes: [3, 3], corners: 4 },
  { colour: '#3a8fc4', dashes: [9, 3], corners: 3 },
  { colour: '#16181d', dashes: [], corners: 4 },
] as const;

export type SeriesInk = (typeof SERIES)[number];

export function seriesInk(at: number): SeriesInk {
  return SERIES[at % SERIES.length];
}

/** A dot: a circle, a square or a triangle. */
export function dot(centre: Point, { colour, corners }: SeriesInk, radius = 2.3): Mark {
  const turn = corners === 4 ? Math.PI / 4 : -Math.PI / 2;
  const points = Array.from({ length: corners }, (_, at) => {
    const angle = turn + (2 * Math.PI * at) / corners;
    return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
  return { kind: 'area', points, colour };
}

/** A colour from pale to dark for a share from 0 to 1, and the ink that can be read on it. */
export function shade(share: number): { readonly fill: string; readonly ink: string } {
  const channel = (from: number, to: number): string =>
    Math.round(from + (to - from) * Math.min(1, Math.max(0, share)))
      .toString(16)
      .padStart(2, '0');
  return { fill: `#${channel(240, 8)}${channel(244, 69)}${channel(249, 124)}`, ink: share > 0.5 ? '#ffffff' : TEXT.colour };
}
