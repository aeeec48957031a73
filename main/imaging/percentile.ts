// Percentiles with linear interpolation between order statistics, the definition of numpy.percentile's default.

/** The values at the given percents (0 to 100) of `values`, which stay as they are. NaN where there are no values. */
export function percentiles<const P extends readonly number[]>(values: Float32Array, percents: P): { [K in keyof P]: number } {
  const sorted = values.slice().sort();
  // The mapped tuple type of `percents` is lost by Array.map.
  return percents.map((percent) => valueAt(sorted, (percent / 100) * (sorted.length - 1))) as { [K in keyof P]: number };
}

function valueAt(sorted: Float32Array, rank: number): number {
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
}
