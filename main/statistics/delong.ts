// AUCs of several models on the same items, compared. DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-45. With several
// items of a subject: Obuchowski NA. Nonparametric analysis of clustered ROC curve data. Biometrics 1997;53:567-78, which equals DeLong's
// if every item has a subject of its own. Components by mean ranks: Sun X, Xu W. IEEE Signal Process Lett 2014;21:1389-93.

import { normalQuantile, twoSidedNormal } from './distributions.ts';
import type { Estimate } from './bootstrap.ts';
import { meanRanks } from './mean-ranks.ts';

export interface RocItems {
  readonly positive: readonly boolean[];
  /** The subject of each item. */
  readonly subjects: readonly string[];
}

export interface AucDifference {
  readonly first: number;
  readonly second: number;
  /** first - second, with its 95% interval. */
  readonly difference: Estimate;
  readonly z: number;
  /** Two-sided. NaN if the difference has no variance. */
  readonly p: number;
}

/** Compares two scores of the same items. The figures are NaN without positives or negatives. */
export function delongTest(items: RocItems, first: readonly number[], second: readonly number[]): AucDifference {
  const one = componentsOf(items, first);
  const other = componentsOf(items, second);
  const variance = covariance(items, one, one) + covariance(items, other, other) - 2 * covariance(items, one, other);
  const value = one.auc - other.auc;
  const deviation = Math.sqrt(Math.max(0, variance));
  const margin = normalQuantile(0.975) * deviation;
  const z = deviation === 0 ? Number.NaN : value / deviation;
  return {
    first: one.auc,
    second: other.auc,
    difference: { value, low: value - margin, high: value + margin },
    z,
    p: twoSidedNormal(z),
  };
}

/** The variance of an AUC. */
export function aucVariance(items: RocItems, scores: readonly number[]): number {
  const own = componentsOf(items, scores);
  return covariance(items, own, own);
}

interface Components {
  readonly auc: number;
  /** Of each item: the share of the other class that it is ordered rightly against. */
  readonly placements: readonly number[];
}

function componentsOf({ positive }: RocItems, scores: readonly number[]): Components {
  const all = meanRanks(scores).ranks;
  const within = [true, false].map((kind) => {
    const places = scores.flatMap((_, at) => (positive[at] === kind ? [at] : []));
    const { ranks } = meanRanks(places.map((at) => scores[at]));
    return new Map(places.map((at, index) => [at, ranks[index]]));
  });
  const [positives, negatives] = within.map(({ size }) => size);
  const placements = scores.map((_, at) =>
    positive[at] ? (all[at] - (within[0].get(at) ?? 0)) / negatives : 1 - (all[at] - (within[1].get(at) ?? 0)) / positives,
  );
  const auc = placements.reduce((sum, placement, at) => sum + (positive[at] ? placement : 0), 0) / positives;
  return { auc, placements };
}

/** Obuchowski's covariance of two AUCs, with sums over subjects in place of items. */
function covariance({ positive, subjects }: RocItems, one: Components, other: Components): number {
  const sums = [sumsBySubject({ positive, subjects }, one), sumsBySubject({ positive, subjects }, other)];
  const [m, n] = [true, false].map((kind) => positive.filter((each) => each === kind).length);
  const clusters = [...sums[0].keys()];
  const withPositive = clusters.filter((subject) => sums[0].get(subject)?.hasPositive === true).length;
  const withNegative = clusters.filter((subject) => sums[0].get(subject)?.hasNegative === true).length;
  let [s10, s01, cross] = [0, 0, 0];
  for (const subject of clusters) {
    const [a, b] = sums.map((each) => each.get(subject) ?? NOTHING);
    s10 += a.ofPositives * b.ofPositives;
    s01 += a.ofNegatives * b.ofNegatives;
    cross += a.ofPositives * b.ofNegatives + a.ofNegatives * b.ofPositives;
  }
  const [v10, v01] = [withPositive / ((withPositive - 1) * m), withNegative / ((withNegative - 1) * n)];
  const v11 = clusters.length / (clusters.length - 1);
  return (v10 * s10) / m + (v01 * s01) / n + (v11 * cross) / (m * n);
}

interface SubjectSums {
  readonly ofPositives: number;
  readonly ofNegatives: number;
  readonly hasPositive: boolean;
  readonly hasNegative: boolean;
}

const NOTHING: SubjectSums = { ofPositives: 0, ofNegatives: 0, hasPositive: false, hasNegative: false };

/** The sums of placement minus AUC. */
function sumsBySubject({ positive, subjects }: RocItems, { auc, placements }: Components): ReadonlyMap<string, SubjectSums> {
  const sums = new Map<string, SubjectSums>();
  for (const [at, subject] of subjects.entries()) {
    const own = sums.get(subject) ?? NOTHING;
    const centred = placements[at] - auc;
    sums.set(
      subject,
      positive[at]
        ? { ...own, ofPositives: own.ofPositives + centred, hasPositive: true }
        : { ...own, ofNegatives: own.ofNegatives + centred, hasNegative: true },
    );
  }
  return sums;
}
