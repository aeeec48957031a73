// Wilcoxon's signed-rank test for pairs. Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull 1945;1:80-3.
// The same numbers as scipy.stats.wilcoxon: zero differences are left out, ties get mean ranks. The test is exact if there are neither
// zeros nor ties and n is at most 50. Otherwise it uses the normal approximation with the variance corrected for ties.

export interface SignedRank {
  /** The smaller of the two rank sums. */
  readonly statistic: number;
  /** Two-sided. NaN if every difference is zero. */
  readonly p: number;
  /** Differences that are not zero. */
  readonly pairs: number;
}

const EXACT_UP_TO = 50;

/** Tests whether `differences` lie to one side of zero. */
export function wilcoxonSignedRank(differences: readonly number[]): SignedRank {
  const counted = differences.filter((difference) => difference !== 0);
  const { ranks, ties } = meanRanks(counted.map(Math.abs));
  const count = counted.length;
  const positive = ranks.reduce((sum, rank, index) => sum + (counted[index] > 0 ? rank : 0), 0);
  const statistic = Math.min(positive, (count * (count + 1)) / 2 - positive);
  const exact = ties.length === 0 && count <= EXACT_UP_TO && count === differences.length;
  return { statistic, p: exact ? exactP(statistic, count) : normalP(statistic, count, ties), pairs: count };
}

/** Ranks from 1; equal values share their mean rank. `ties`: the size of each group of two or more equal values. */
function meanRanks(values: readonly number[]): { ranks: number[]; ties: number[] } {
  const order = [...values.keys()].sort((one, other) => values[one] - values[other]);
  const ranks = Array.from({ length: values.length }, () => 0);
  const ties: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let place = start; place < end; place++) ranks[order[place]] = (start + 1 + end) / 2;
    if (end - start > 1) ties.push(end - start);
    start = end;
  }
  return { ranks, ties };
}

/** Twice the share of all 2^n sign patterns whose rank sum is at most the statistic. */
function exactP(statistic: number, count: number): number {
  if (count === 0) return Number.NaN;
  const most = (count * (count + 1)) / 2;
  const patterns = new Float64Array(most + 1);
  patterns[0] = 1;
  for (let rank = 1; rank <= count; rank++) {
    for (let sum = most; sum >= rank; sum--) patterns[sum] += patterns[sum - rank];
  }
  const below = patterns.subarray(0, Math.floor(statistic) + 1).reduce((sum, each) => sum + each, 0);
  return Math.min(1, (2 * below) / 2 ** count);
}

function normalP(statistic: number, count: number, ties: readonly number[]): number {
  if (count === 0) return Number.NaN;
  const correction = ties.reduce((sum, tie) => sum + (tie ** 3 - tie) / 48, 0);
  const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24 - correction);
  const z = (statistic - (count * (count + 1)) / 4) / deviation;
  return Math.min(1, 2 * lowerTail(z));
}

/** The standard normal distribution function for z <= 0, by erfc from Numerical Recipes. Relative error below 1.2e-7. */
function lowerTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
  ];
  const series = terms.reduceRight((sum, term) => sum * t + term, 0);
  return (t * Math.exp(-x * x + series)) / 2;
}
