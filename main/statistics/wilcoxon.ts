// Wilcoxon's signed-rank test for pairs. Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull 1945;1:80-3.
// Ties get mean ranks. Zeros are left out (Wilcoxon), or ranked with the others and then left out (Pratt JW. J Am Stat Assoc
// 1959;54:655-67). Up to 25 pairs, and up to 50 without ties, p is exact: all patterns of signs of the ranks are counted. Beyond that
// it is the normal approximation of scipy.stats.wilcoxon, with the variance corrected for zeros and ties.

import { twoSidedNormal } from './distributions.ts';
import { meanRanks } from './mean-ranks.ts';

export interface SignedRank {
  /** The smaller of the two rank sums. */
  readonly statistic: number;
  /** Two-sided. NaN if no difference is left. */
  readonly p: number;
  /** Differences that are not zero. */
  readonly pairs: number;
}

const EXACT_UP_TO = 25;
const EXACT_WITHOUT_TIES_UP_TO = 50;

/** Tests whether `differences` lie to one side of zero. Those that are not defined (NaN) are left out. */
export function wilcoxonSignedRank(differences: readonly number[], zeros: 'wilcoxon' | 'pratt' = 'wilcoxon'): SignedRank {
  const defined = differences.filter((difference) => !Number.isNaN(difference));
  const ranked = zeros === 'pratt' ? defined : defined.filter((difference) => difference !== 0);
  const all = meanRanks(ranked.map(Math.abs));
  const kept = ranked.flatMap((difference, at) => (difference === 0 ? [] : [{ difference, rank: all.ranks[at] }]));
  if (kept.length === 0) return { statistic: 0, p: Number.NaN, pairs: 0 };
  const positive = kept.reduce((sum, { difference, rank }) => sum + (difference > 0 ? rank : 0), 0);
  const statistic = Math.min(positive, kept.reduce((sum, { rank }) => sum + rank, 0) - positive);
  const zeroCount = ranked.length - kept.length;
  const ties = meanRanks(kept.map(({ difference }) => Math.abs(difference))).ties;
  const isExact = kept.length <= (ties.length === 0 ? EXACT_WITHOUT_TIES_UP_TO : EXACT_UP_TO);
  const ranks = kept.map(({ rank }) => rank);
  const p = isExact ? exactP(statistic, ranks) : normalP(statistic, { all: ranked.length, zeros: zeroCount, ties });
  return { statistic, p, pairs: kept.length };
}

/** Twice the share of all 2^n sign patterns of these ranks whose rank sum is at most the statistic. Doubled ranks are whole numbers. */
function exactP(statistic: number, ranks: readonly number[]): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const most = doubled.reduce((sum, rank) => sum + rank, 0);
  const patterns = new Float64Array(most + 1);
  patterns[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum--) patterns[sum] += patterns[sum - rank];
  }
  const below = patterns.subarray(0, Math.round(2 * statistic) + 1).reduce((sum, each) => sum + each, 0);
  return Math.min(1, (2 * below) / 2 ** ranks.length);
}

interface Ranked {
  readonly all: number;
  readonly zeros: number;
  readonly ties: readonly number[];
}

function normalP(statistic: number, { all, zeros, ties }: Ranked): number {
  const mean = (all * (all + 1) - zeros * (zeros + 1)) / 4;
  const correction = ties.reduce((sum, tie) => sum + (tie ** 3 - tie), 0) / 2;
  const squares = all * (all + 1) * (2 * all + 1) - zeros * (zeros + 1) * (2 * zeros + 1);
  return twoSidedNormal((statistic - mean) / Math.sqrt((squares - correction) / 24));
}
