// The radiographer's lead letter, R or L, drawn as strokes.

import type { Acquisition } from './acquisition.ts';
import type { Ridge } from './attenuation.ts';
import type { Spot } from './curve.ts';

/** Strokes in a box of height 1 and width 0.62. */
const LETTERS: Record<'R' | 'L', readonly (readonly Spot[])[]> = {
  R: [
    [
      [0, 1],
      [0, 0],
    ],
    [
      [0, 0],
      [0.36, 0],
      [0.5, 0.05],
      [0.58, 0.15],
      [0.6, 0.27],
      [0.56, 0.39],
      [0.46, 0.48],
      [0.34, 0.52],
      [0, 0.52],
    ],
    [
      [0.3, 0.52],
      [0.62, 1],
    ],
  ],
  L: [
    [
      [0, 0],
      [0, 1],
      [0.58, 1],
    ],
  ],
};

/** Draws the letter. The subject's right side and its letter are on the left of the image. */
export function markerStrokes(acquisition: Acquisition): Ridge[] {
  const { marker, columns, rows, spacingMm, collimation } = acquisition;
  const width = columns * spacingMm;
  const left = marker.letter === 'R' ? collimation[0] + marker.x : width - collimation[1] - marker.x - 0.62 * marker.height;
  const top = Math.min(rows * spacingMm - 40, collimation[2] + marker.y);
  const [cos, sin] = [Math.cos(marker.angle), Math.sin(marker.angle)];
  const place = ([x, y]: Spot): Spot => [left + marker.height * (cos * x - sin * y), top + marker.height * (sin * x + cos * y)];
  return LETTERS[marker.letter].map((stroke) => ({ points: stroke.map(place), sigma: 1.15, amount: 4, hard: true }));
}
