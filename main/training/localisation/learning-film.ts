// A picture that the locating networks learn from: a phantom, a real film, or a picture without a hip. It is sampled on any grid, so that
// one film serves at every scale.

import type { Circle } from '../../domain/geometry.ts';
import type { Side } from '../../domain/hip.ts';
import type { LocatingSet } from './locating-set.ts';

export interface LearningFilm {
  /** Shows which person it is. */
  readonly subject: string;
  readonly width: number;
  readonly height: number;
  /** Bright is dense. // [height, width] */
  readonly pixels: Uint8Array;
  /** In pixels of this picture. Empty if it shows no hip. */
  readonly heads: readonly LearningHead[];
}

export interface LearningHead {
  readonly side: Side;
  readonly head: Circle;
  readonly implant: boolean;
}

/** Maps a pixel of the sampled picture to its position on the film (row-major 2 x 3). */
export type Placement = readonly [number, number, number, number, number, number];

/** The whole phantom radiographs of a set. */
export function wholePhantoms({ subjects, hips, overviews, overviewSize: size }: LocatingSet): LearningFilm[] {
  const area = size * size;
  return subjects.map((subject, index) => ({
    subject,
    width: size,
    height: size,
    pixels: overviews.subarray(index * area, (index + 1) * area),
    heads: hips.slice(2 * index, 2 * index + 2),
  }));
}

/** The views of single phantom hips. All look like right hips, because left ones are stored mirrored. */
export function phantomHips({ subjects, hips, views, viewSize: size }: LocatingSet, radius: number): LearningFilm[] {
  const area = size * size;
  const middle = (size - 1) / 2;
  return hips.map(({ implant }, index) => ({
    subject: subjects[index >> 1],
    width: size,
    height: size,
    pixels: views.subarray(index * area, (index + 1) * area),
    heads: [{ side: 'right', implant, head: { x: middle, y: middle, radius } }],
  }));
}

export interface Sampling {
  /** Edge of the sampled square. */
  readonly size: number;
  readonly placement: Placement;
  /** What lies beyond the film: its nearest edge pixel, or this grey. */
  readonly beyond: 'edge' | number;
  /** Discards detail finer than this many pixels of the result. 1 keeps what the grid can show. */
  readonly coarseness: number;
}

/** Samples a square, with finer detail averaged away. Values are from 0 to 1. // [size, size] */
export function sampleFilm(film: LearningFilm, { size, placement, beyond, coarseness }: Sampling): Float32Array {
  const [a, b, tx, c, d, ty] = placement;
  const step = Math.sqrt(Math.abs(a * d - b * c)) * coarseness;
  const { grid, shrink } = reduced(film, step);
  const { width, height, pixels } = grid;
  const sampled = new Float32Array(size * size);
  const toGrid = (value: number): number => (value + 0.5) / shrink - 0.5;
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const x = toGrid(a * column + b * row + tx);
      const y = toGrid(c * column + d * row + ty);
      const isBeyond = x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5;
      if (isBeyond && beyond !== 'edge') {
        sampled[at] = beyond;
        continue;
      }
      const left = Math.min(width - 1, Math.max(0, x));
      const top = Math.min(height - 1, Math.max(0, y));
      const [i, j] = [Math.floor(left), Math.floor(top)];
      const [right, below] = [Math.min(width - 1, i + 1), Math.min(height - 1, j + 1)];
      const [u, v] = [left - i, top - j];
      const upper = pixels[j * width + i] * (1 - u) + pixels[j * width + right] * u;
      const lower = pixels[below * width + i] * (1 - u) + pixels[below * width + right] * u;
      sampled[at] = (upper * (1 - v) + lower * v) / 255;
    }
  }
  return sampled;
}

interface Reduced {
  readonly grid: Pick<LearningFilm, 'width' | 'height' | 'pixels'>;
  /** Pixels of the film per pixel of the grid. */
  readonly shrink: number;
}

const REDUCED = new WeakMap<Uint8Array, Reduced['grid'][]>();

/** Returns the film at the halving whose pixels are at most a little finer than the step. */
function reduced(film: LearningFilm, step: number): Reduced {
  const levels = REDUCED.get(film.pixels) ?? [film];
  REDUCED.set(film.pixels, levels);
  const level = Math.max(0, Math.round(Math.log2(step)));
  let grid: Reduced['grid'] = film;
  let taken = 0;
  while (taken < level && Math.min(grid.width, grid.height) >= 8) {
    taken++;
    grid = levels[taken] ?? (levels[taken] = halved(grid));
  }
  return { grid, shrink: 2 ** taken };
}

function halved({ width, height, pixels }: Reduced['grid']): Reduced['grid'] {
  const [across, down] = [width >> 1, height >> 1];
  const half = new Uint8Array(across * down);
  for (let y = 0, at = 0; y < down; y++) {
    for (let x = 0; x < across; x++, at++) {
      const from = 2 * y * width + 2 * x;
      half[at] = (pixels[from] + pixels[from + 1] + pixels[from + width] + pixels[from + width + 1] + 2) >> 2;
    }
  }
  return { width: across, height: down, pixels: half };
}

/** Returns where a point of the film lies on the sampled picture. */
function onSample([a, b, tx, c, d, ty]: Placement, { x, y }: { readonly x: number; readonly y: number }) {
  const determinant = a * d - b * c;
  const [dx, dy] = [x - tx, y - ty];
  return { x: (d * dx - b * dy) / determinant, y: (a * dy - c * dx) / determinant };
}

/** Returns the head on the sampled picture. */
export function headOnSample(placement: Placement, head: Circle): Circle {
  const [a, b, , c, d] = placement;
  return { ...onSample(placement, head), radius: head.radius / Math.sqrt(Math.abs(a * d - b * c)) };
}
