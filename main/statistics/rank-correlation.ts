// Spearman's rank correlation: Pearson's of the ranks, in which ties share their mean rank.
// Spearman C. The proof and measurement of association between two things. Am J Psychol 1904;15:72-101.

import { meanRanks } from './mean-ranks.ts';

/** Returns -1 to 1. NaN if either side is constant or holds NaN. Both have the same length. */
export function rankCorrelation(one: readonly number[], other: readonly number[]): number {
  if (one.some(Number.isNaN) || other.some(Number.isNaN)) return Number.NaN;
  const [a, b] = [centred(meanRanks(one).ranks), centred(meanRanks(other).ranks)];
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function product(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * other[at], 0);
}
