// Finds the part of a film that was exposed: what lies inside the borders that a collimator or a shutter leaves blank.

import { valueAtRank } from '../../domain/typed-arrays.ts';
import type { PixelGrid } from '../resample.ts';

/** Whole pixels, the last ones included. */
export interface Field {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A row or column is blank if its grey values differ by less than this share of the film's range. **(ours)** */
const LARGEST_DIFFERENCE = 0.03;

/** The share of the values that may differ more at each end, such as a letter on the border. **(ours)** */
const OTHERS = 0.05;

/** Rows and columns are judged by this many of their pixels. */
const SAMPLES = 96;

/** In pixels. */
const STRIDE = 32;

/** Returns the rectangle outside which all rows and columns are blank. A film without any contrast is exposed as a whole. */
export function exposedField({ width, height, pixels }: PixelGrid): Field {
  const spread = (columns: readonly number[], rows: readonly number[]): number => {
    const values = new Float32Array(rows.length * columns.length);
    let count = 0;
    for (const row of rows) for (const column of columns) values[count++] = pixels[row * width + column] ?? 0;
    const rank = Math.floor(OTHERS * count);
    return valueAtRank(values, count - 1 - rank) - valueAtRank(values, rank);
  };
  const [columns, rows] = [evenly(width), evenly(height)];
  const limit = LARGEST_DIFFERENCE * spread(columns, rows);
  const blankRow = (row: number): boolean => spread(columns, [row]) <= limit;
  const blankColumn = (column: number): boolean => spread([column], rows) <= limit;
  const top = blankAtStart(height, blankRow);
  const left = blankAtStart(width, blankColumn);
  if (top === height || left === width) return { left: 0, top: 0, right: width - 1, bottom: height - 1 };
  return {
    left,
    top,
    right: width - 1 - blankAtStart(width, (index) => blankColumn(width - 1 - index)),
    bottom: height - 1 - blankAtStart(height, (index) => blankRow(height - 1 - index)),
  };
}

function evenly(length: number): readonly number[] {
  return Array.from({ length: SAMPLES }, (_, sample) => Math.floor(((sample + 0.5) * length) / SAMPLES));
}

/** Steps over the border and then searches the last step for its end. */
function blankAtStart(count: number, blank: (index: number) => boolean): number {
  let beyond = 0;
  while (beyond < count && blank(beyond)) beyond += STRIDE;
  let [inside, outside] = [Math.min(beyond, count), Math.max(0, beyond - STRIDE)];
  if (beyond === 0) return 0;
  while (inside - outside > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (blank(middle)) outside = middle;
    else inside = middle;
  }
  return inside;
}
