// Confidence intervals for pictures that cluster by subject: whole subjects are drawn with replacement, never single pictures.
// Field CA, Welsh AH. Bootstrapping clustered data. J R Stat Soc B 2007;69:369-90. The bounds are bias-corrected and accelerated: Efron B.
// Better bootstrap confidence intervals. J Am Stat Assoc 1987;82:171-85. `studentised.ts` covers better, for figures with derivatives.

import type { Random } from '../domain/random.ts';
import { normalCdf, normalQuantile, widenedLevel } from './distributions.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Clustered {
  /** The subject of each item. */
  readonly subjects: readonly string[];
  /** The figure for the items with these indices. An index may occur several times. */
  readonly statistic: (items: readonly number[]) => number;
  readonly draws?: number;
}

/** The 95% interval of a figure. Leaves out draws in which the figure is not defined. NaN bounds for a single subject. */
export function clusteredBootstrap({ subjects, statistic, draws = 1000 }: Clustered, random: Random): Interval {
  const clusters = [...Map.groupBy(subjects.keys(), (index) => subjects[index]).values()];
  const figures: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const figure = statistic(clusters.flatMap(() => clusters[random.below(clusters.length)]));
    if (!Number.isNaN(figure)) figures.push(figure);
  }
  figures.sort((a, b) => a - b);
  const correct = correction(figures, statistic([...subjects.keys()]), leftOut(clusters, statistic));
  const level = widenedLevel(clusters.length);
  return { low: quantile(figures, correct(level)), high: quantile(figures, correct(1 - level)) };
}

/** The figure without each subject in turn. */
function leftOut(clusters: readonly (readonly number[])[], statistic: Clustered['statistic']): number[] {
  const figures = clusters.map((_, left) => statistic(clusters.flatMap((own, at) => (at === left ? [] : own))));
  return figures.filter((figure) => !Number.isNaN(figure));
}

/** Moves a share of the draws by their bias and by the acceleration of the figure (BCa). */
function correction(sorted: readonly number[], value: number, without: readonly number[]): (share: number) => number {
  const below = sorted.filter((figure) => figure < value).length + sorted.filter((figure) => figure === value).length / 2;
  const least = 0.5 / sorted.length;
  const bias = normalQuantile(Math.min(1 - least, Math.max(least, below / sorted.length)));
  const mean = without.reduce((sum, figure) => sum + figure, 0) / without.length;
  const squares = without.reduce((sum, figure) => sum + (mean - figure) ** 2, 0);
  const cubes = without.reduce((sum, figure) => sum + (mean - figure) ** 3, 0);
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  return (share) => {
    const z = bias + normalQuantile(share);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
}

export interface Estimate extends Interval {
  readonly value: number;
}

/** A figure of items with a subject each, and its 95% interval. */
export function clusteredEstimate<Item extends { readonly subject: string }>(
  items: readonly Item[],
  statistic: (some: readonly Item[]) => number,
  random: Random,
): Estimate {
  const subjects = items.map(({ subject }) => subject);
  const drawn = (indices: readonly number[]): number => statistic(indices.map((index) => items[index]));
  return { value: statistic(items), ...clusteredBootstrap({ subjects, statistic: drawn }, random) };
}

/** Linear interpolation between order statistics (Hyndman-Fan type 7, numpy's default). NaN for an empty array. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted.length === 0 ? Number.NaN : sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
