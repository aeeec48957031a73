// Tests of paired answers, and the correction for several tests. McNemar Q. Psychometrika 1947;12:153-7. Holm S. Scand J Stat 1979;6:65-70.

import { chiSquaredTail, halfBinomialCdf } from './distributions.ts';

export interface McNemar {
  /** Items that only the first, and only the second, answers rightly. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided and exact: binomial over the items on which they differ. 1 if they differ on none. */
  readonly p: number;
  /** The chi-squared statistic with its continuity correction, and its p. NaN if they differ on none. */
  readonly statistic: number;
  readonly chiSquaredP: number;
}

/** Compares which items two models answer rightly. */
export function mcnemarTest(first: readonly boolean[], second: readonly boolean[]): McNemar {
  const onlyFirst = first.filter((right, at) => right && !second[at]).length;
  const onlySecond = second.filter((right, at) => right && !first[at]).length;
  const differing = onlyFirst + onlySecond;
  const statistic = differing === 0 ? Number.NaN : Math.max(0, Math.abs(onlyFirst - onlySecond) - 1) ** 2 / differing;
  return {
    onlyFirst,
    onlySecond,
    p: Math.min(1, 2 * halfBinomialCdf(Math.min(onlyFirst, onlySecond), differing)),
    statistic,
    chiSquaredP: differing === 0 ? Number.NaN : chiSquaredTail(statistic, 1),
  };
}

/** Holm's adjusted p values, in the order given. NaN stays NaN and counts as no test. */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].filter((at) => !Number.isNaN(values[at])).sort((a, b) => values[a] - values[b]);
  const adjusted = values.map(() => Number.NaN);
  let most = 0;
  for (const [rank, at] of order.entries()) {
    most = Math.max(most, Math.min(1, (order.length - rank) * values[at]));
    adjusted[at] = most;
  }
  return adjusted;
}
