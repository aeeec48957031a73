// Percentiles with linear interpolation between order statistics, as numpy.percentile computes them by default.

/** Returns the values at the given percents (0 to 100) without changing `values`. NaN if `values` is empty. */
export function percentiles<const P extends readonly number[]>(values: Float32Array, percents: P): { [K in keyof P]: number } {
  const sorted = values.slice().sort();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Array.map returns one value per percent but loses the tuple's length
  return percents.map((percent) => valueAt(sorted, (percent / 100) * (sorted.length - 1))) as { [K in keyof P]: number };
}

function valueAt(sorted: Float32Array, rank: number): number {
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
}
