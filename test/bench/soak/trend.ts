// Whether a measure grows. A line is fitted to the second half of the run, when caches and compiled code have settled.

export interface Sample {
  readonly seconds: number;
  readonly value: number;
}

export interface Trend {
  readonly mean: number;
  readonly perHour: number;
  /** How far the fitted line rises over the second half. */
  readonly rise: number;
  readonly flat: boolean;
}

/** Flat if the fitted line rises by at most 5% of the mean or by at most `slack`, whichever is more. */
export function trendOf(samples: readonly Sample[], slack: number): Trend {
  const half = samples.slice(Math.floor(samples.length / 2));
  const time = meanOf(half.map(({ seconds }) => seconds));
  const mean = meanOf(half.map(({ value }) => value));
  const products = half.reduce((sum, { seconds, value }) => sum + (seconds - time) * (value - mean), 0);
  const squares = half.reduce((sum, { seconds }) => sum + (seconds - time) ** 2, 0);
  const slope = squares === 0 ? 0 : products / squares;
  const rise = slope * ((half.at(-1)?.seconds ?? 0) - (half[0]?.seconds ?? 0));
  return { mean, perHour: slope * 3600, rise, flat: rise <= Math.max(0.05 * mean, slack) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
