// How far probabilities can be trusted. Reliability curves as scikit-learn's calibration_curve; Brier score: Brier GW. Mon Weather Rev
// 1950;78:1-3; isotonic regression by pooling adjacent violators: Barlow RE et al. 1972, as scikit-learn's IsotonicRegression.

import { quantile } from './bootstrap.ts';

export interface ReliabilityBin {
  readonly items: number;
  readonly meanProbability: number;
  /** The share of the bin's items that are positive. */
  readonly observed: number;
}

/** The bins that hold items, in rising order: of equal width, or with equally many items. */
export function reliabilityCurve(
  positive: readonly boolean[],
  probabilities: readonly number[],
  { bins = 10, strategy = 'uniform' }: { readonly bins?: number; readonly strategy?: 'uniform' | 'quantile' } = {},
): ReliabilityBin[] {
  const sorted = probabilities.toSorted((a, b) => a - b);
  const edges = Array.from({ length: bins - 1 }, (_, at) => {
    const share = (at + 1) / bins;
    return strategy === 'uniform' ? share : quantile(sorted, share);
  });
  const members = Map.groupBy(probabilities.keys(), (at) => edges.filter((edge) => edge < probabilities[at]).length);
  return [...members]
    .toSorted(([a], [b]) => a - b)
    .map(([, own]) => ({
      items: own.length,
      meanProbability: own.reduce((sum, at) => sum + probabilities[at], 0) / own.length,
      observed: own.filter((at) => positive[at]).length / own.length,
    }));
}

/** The mean squared error of the probabilities. NaN without items. */
export function brierScore(positive: readonly boolean[], probabilities: readonly number[]): number {
  const squares = probabilities.map((probability, at) => (probability - Number(positive[at])) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / squares.length;
}

/** A rising step function through these points, interpolated linearly between them and constant outside. */
export interface IsotonicFit {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Fits the rising function of least squares. Equal `x` count as one point with their mean `y`. */
export function isotonicFit(x: readonly number[], y: readonly number[]): IsotonicFit {
  const points = [...Map.groupBy(x.keys(), (at) => x[at])]
    .toSorted(([a], [b]) => a - b)
    .map(([value, own]) => ({ x: value, weight: own.length, mean: own.reduce((sum, at) => sum + y[at], 0) / own.length }));
  const blocks: { weight: number; mean: number; points: number }[] = [];
  for (const { weight, mean } of points) {
    let block = { weight, mean, points: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.mean >= block.mean; last = blocks.at(-1)) {
      const joined = last.weight + block.weight;
      block = {
        weight: joined,
        mean: (last.weight * last.mean + block.weight * block.mean) / joined,
        points: last.points + block.points,
      };
      blocks.pop();
    }
    blocks.push(block);
  }
  return {
    x: points.map((point) => point.x),
    y: blocks.flatMap(({ mean, points: count }) => Array.from({ length: count }, () => mean)),
  };
}

export function isotonicValue({ x, y }: IsotonicFit, at: number): number {
  const above = x.findIndex((value) => value >= at);
  if (above === -1) return y.at(-1) ?? Number.NaN;
  if (above === 0 || x[above] === at) return y[above];
  const share = (at - x[above - 1]) / (x[above] - x[above - 1]);
  return y[above - 1] + share * (y[above] - y[above - 1]);
}
