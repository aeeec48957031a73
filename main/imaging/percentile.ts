// Percentiles with linear interpolation between order statistics, as numpy.percentile computes them by default.

import { valueAtRank } from '../domain/typed-arrays.ts';

/** Returns the values at the given percents (0 to 100) without changing `values`. NaN if `values` is empty or contains NaN. */
export function percentiles<const P extends readonly number[]>(values: Float32Array, percents: P): { [K in keyof P]: number } {
  const known = !values.includes(NaN);
  const reordered = values.slice();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Array.map returns one value per percent but loses the tuple's length
  return percents.map((percent) => (known ? valueAt(reordered, (percent / 100) * (values.length - 1)) : NaN)) as {
    [K in keyof P]: number;
  };
}

function valueAt(values: Float32Array, rank: number): number {
  if (values.length === 0) return NaN;
  const below = Math.floor(rank);
  const low = valueAtRank(values, below);
  const high = below + 1 < values.length ? valueAtRank(values, below + 1) : low;
  return low + (high - low) * (rank - below);
}
