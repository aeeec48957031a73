// Confidence intervals for pictures that cluster by subject: whole subjects are drawn with replacement, never single pictures.
// Field CA, Welsh AH. Bootstrapping clustered data. J R Stat Soc B 2007;69:369-90. Percentile interval, 2.5% to 97.5%.

import type { Random } from '../domain/random.ts';

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

/** The 95% interval of a figure. Leaves out draws in which the figure is not defined. */
export function clusteredBootstrap({ subjects, statistic, draws = 1000 }: Clustered, random: Random): Interval {
  const clusters = [...Map.groupBy(subjects.keys(), (index) => subjects[index]).values()];
  const figures: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const figure = statistic(clusters.flatMap(() => clusters[random.below(clusters.length)]));
    if (!Number.isNaN(figure)) figures.push(figure);
  }
  figures.sort((a, b) => a - b);
  return { low: quantile(figures, 0.025), high: quantile(figures, 0.975) };
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
