// 95% intervals of many figures at once, for hips that cluster by subject: whole subjects are drawn with replacement, and each drawn
// figure is divided by its own standard error (bootstrap-t; Efron B, Tibshirani R. An Introduction to the Bootstrap, 1993, chapter 12;
// clusters: Field CA, Welsh AH. J R Stat Soc B 2007;69:369-90). Standard errors follow from the influence of each subject. The levels are
// widened as Student's t would be (Hesterberg TC. Am Stat 2015;69:371-86), since few subjects make every bootstrap too narrow.

import type { Random } from '../domain/random.ts';
import type { Estimate } from './bootstrap.ts';
import { widenedLevel } from './distributions.ts';

/** A figure of items, each of which counts as often as its subject was drawn. */
interface WeightedFigure {
  readonly name: string;
  /** The bounds of the figure's range. */
  readonly low: number;
  readonly high: number;
}

/** One resample of the subjects. */
export interface Draw {
  /** How often each subject was drawn. // [subjects] */
  readonly times: Float64Array;
  /** The subjects that were drawn at least once, and how often each was, in the first `drawn` places. */
  readonly subjects: Int32Array;
  readonly weights: Float64Array;
  drawn: number;
}

/** Figures that are computed together. */
export interface FigureGroup {
  readonly figures: readonly WeightedFigure[];
  /** Computes the figures of a draw, which stay as they are until the next one; NaN for a figure that is not defined. // [figures] */
  readonly measure: (draw: Draw) => Float64Array;
  /** Writes the derivative of a figure of the draw that was measured last, by the weight of each drawn subject. // [drawn] */
  readonly writeInfluence: (figure: number, draw: Draw, influence: Float64Array) => void;
}

/** The number of draws of every interval, unless a caller says otherwise. */
export const DRAWS = 2000;

export interface Clusters {
  readonly count: number;
  /** The subject of each item, by number. // [items] */
  readonly of: Int32Array;
}

/**
 * Numbers subjects by what was measured of them, not by their names or their order. Intervals then do not change if subjects are renamed
 * or sorted otherwise. `contents` holds everything that figures read from an item.
 */
export function clustersOf(subjects: readonly string[], contents: readonly string[]): Clusters {
  const bySubject = Map.groupBy(subjects.keys(), (item) => subjects[item]);
  const order = [...bySubject].map(([subject, items]) => ({
    subject,
    content: items
      .map((item) => contents[item])
      .toSorted()
      .join('\n'),
  }));
  order.sort((a, b) => (a.content < b.content ? -1 : a.content > b.content ? 1 : 0));
  const numbers = new Map(order.map(({ subject }, number) => [subject, number]));
  return { count: order.length, of: Int32Array.from(subjects, (subject) => numbers.get(subject) ?? -1) };
}

/** A figure with its interval, and the two-sided p of the hypothesis that it is 0, by the same draws. */
export interface TestedEstimate extends Estimate {
  readonly p: number;
}

/** Returns each figure by name, with its interval. NaN for bounds that are not defined, such as those of a single subject. */
export function studentisedIntervals(
  groups: readonly FigureGroup[],
  clusters: Clusters,
  random: Random,
  draws = DRAWS,
): ReadonlyMap<string, TestedEstimate> {
  const { count } = clusters;
  const draw: Draw = {
    times: new Float64Array(count).fill(1),
    subjects: Int32Array.from({ length: count }, (_, i) => i),
    weights: new Float64Array(count).fill(1),
    drawn: count,
  };
  const figures = groups.flatMap((group) => group.figures);
  const [values, errors] = [new Float64Array(figures.length), new Float64Array(figures.length)];
  const influence = new Float64Array(count);
  const measure = (): void => {
    let at = 0;
    for (const group of groups) {
      values.set(group.measure(draw), at);
      for (let figure = 0; figure < group.figures.length; figure++) {
        group.writeInfluence(figure, draw, influence);
        errors[at++] = standardError(influence, draw);
      }
    }
  };
  measure();
  const estimates = figures.map((_, at) => ({ value: values[at], error: errors[at] }));
  const shifts = figures.map(() => new Float64Array(draws).fill(Number.NaN));
  const rounds = count > 1 ? draws : 0;
  for (let round = 0; round < rounds; round++) {
    drawSubjects(draw, random);
    measure();
    for (const [at, estimate] of estimates.entries()) {
      const shift = values[at] - estimate.value;
      // A draw without variance lies infinitely far away, unless it equals the estimate.
      shifts[at][round] = shift === 0 ? 0 : shift / errors[at];
    }
  }
  const level = widenedLevel(count);
  return new Map(
    figures.map((figure, at) => {
      const { value, error } = estimates[at];
      return [figure.name, { value, ...bounds(figure, estimates[at], shifts[at], level), p: pOfZero(value / error, shifts[at]) }];
    }),
  );
}

function drawSubjects(draw: Draw, random: Random): void {
  const { times, subjects, weights } = draw;
  times.fill(0);
  for (let pick = 0; pick < times.length; pick++) times[random.below(times.length)]++;
  draw.drawn = 0;
  for (let subject = 0; subject < times.length; subject++) {
    if (times[subject] === 0) continue;
    subjects[draw.drawn] = subject;
    weights[draw.drawn++] = times[subject];
  }
}

/** The root of the sum of squared influences, corrected for few subjects. A subject counts as often as it was drawn. */
function standardError(influence: Float64Array, { times, weights, drawn }: Draw): number {
  let sum = 0;
  for (let place = 0; place < drawn; place++) sum += weights[place] * influence[place] * influence[place];
  return Math.sqrt((sum * times.length) / (times.length - 1));
}

function bounds(
  { low, high }: WeightedFigure,
  { value, error }: { readonly value: number; readonly error: number },
  shifts: Float64Array,
  level: number,
): Pick<Estimate, 'low' | 'high'> {
  if (Number.isNaN(value) || Number.isNaN(level)) return { low: Number.NaN, high: Number.NaN };
  if (error === 0) return { low: value, high: value };
  const sorted = shifts.filter((each) => !Number.isNaN(each)).sort();
  const within = (bound: number): number => Math.min(high, Math.max(low, bound));
  return {
    low: within(value - quantileOf(sorted, 1 - level) * error),
    high: within(value - quantileOf(sorted, level) * error),
  };
}

/** The share of draws that lie at least as far from the estimate as the estimate from 0. */
function pOfZero(distance: number, shifts: Float64Array): number {
  const known = shifts.filter((shift) => !Number.isNaN(shift));
  const beyond = known.filter((shift) => Math.abs(shift) >= Math.abs(distance)).length;
  return Number.isNaN(distance) || known.length === 0 ? Number.NaN : (beyond + 1) / (known.length + 1);
}

/** Linear interpolation between order statistics, which may be infinite. */
function quantileOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const [one, next] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  return one === next || position === below ? one : one + (position - below) * (next - one);
}
