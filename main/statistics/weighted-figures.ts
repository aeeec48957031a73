// The figures of graded answers as groups for `studentisedIntervals`: agreement, AUC, means, and differences between two models.

import { alphaFigure } from './alpha-figure.ts';
import { cellFigures, type CellFigure } from './cell-figures.ts';
import type { Clusters, Draw, FigureGroup } from './studentised.ts';

/** One answer about each item. Items without a truth have the truth -1 and are left out. */
export interface GradedItems {
  readonly name: string;
  readonly classes: number;
  /** // [items] */
  readonly truth: Int8Array;
  readonly predicted: Int8Array;
}

/**
 * The agreement of several answers, named `answer/figure`, and the mean of each figure over the answers as `mean/figure`. `only` names
 * the figures that are wanted, if not those of `cellFigures`.
 */
export function agreementFigures(answers: readonly GradedItems[], clusters: Clusters, only?: readonly string[]): FigureGroup {
  const parts = answers.map((answer) => ({
    patterns: patternsOf(answer, clusters),
    counts: new Float64Array(answer.classes ** 2),
  }));
  const own = answers.flatMap(({ name, classes }, part) =>
    Object.entries(wantedFigures(classes, only)).map(([figure, { low, high, measure }]) => ({
      name,
      figure,
      low,
      high,
      measure,
      ...parts[part],
      gradient: new Float64Array(classes ** 2),
      influence: new Float64Array(parts[part].patterns.cells.length), // of a subject with this pattern // [patterns]
    })),
  );
  const means = [...Map.groupBy(own.keys(), (place) => own[place].figure)].map(([figure, places]) => ({
    name: 'mean',
    figure,
    places,
    low: Math.min(...places.map((place) => own[place].low)),
    high: Math.max(...places.map((place) => own[place].high)),
  }));
  const figures = [...own, ...means].map(({ name, figure, low, high }) => ({ name: `${name}/${figure}`, low, high }));
  const values = new Float64Array(figures.length);
  const defined = ({ places }: (typeof means)[number]): number[] => places.filter((place) => !Number.isNaN(values[place]));
  return {
    figures,
    measure: (draw) => {
      for (const { patterns, counts } of parts) countCells(counts, patterns, draw);
      for (const [place, { measure, patterns, counts, gradient, influence }] of own.entries()) {
        values[place] = measure(counts, gradient);
        for (const [pattern, cells] of patterns.cells.entries()) {
          let sum = 0;
          for (const cell of cells) sum += gradient[cell];
          influence[pattern] = sum;
        }
      }
      for (const [index, mean] of means.entries()) {
        const known = defined(mean);
        values[own.length + index] = known.reduce((sum, place) => sum + values[place], 0) / known.length;
      }
      return values;
    },
    writeInfluence: (figure, { drawn }, influence) => {
      if (figure < own.length) {
        const { patterns, influence: byPattern } = own[figure];
        for (let place = 0; place < drawn; place++) influence[place] = byPattern[patterns.drawn[place]];
        return;
      }
      influence.fill(0, 0, drawn);
      const known = defined(means[figure - own.length]);
      for (const source of known) {
        const { patterns, influence: byPattern } = own[source];
        for (let place = 0; place < drawn; place++) influence[place] += byPattern[patterns.drawn[place]] / known.length;
      }
    },
  };
}

function wantedFigures(classes: number, only: readonly string[] | undefined): Readonly<Record<string, CellFigure>> {
  if (only === undefined) return cellFigures(classes);
  const all = { ...cellFigures(classes), krippendorffAlpha: alphaFigure(classes) };
  return Object.fromEntries(Object.entries(all).filter(([figure]) => only.includes(figure)));
}

/** The confusion cells of a subject's items with a truth. Many subjects share a pattern, and with it their influence. */
interface Patterns {
  /** The pattern of each subject. // [subjects] */
  readonly of: Int32Array;
  readonly cells: readonly Int16Array[];
  /** The patterns of the subjects that were drawn last. // [drawn] */
  readonly drawn: Int32Array;
  /** How often each pattern was drawn. // [patterns] */
  readonly times: Float64Array;
}

function patternsOf({ truth, predicted, classes }: GradedItems, { of, count }: Clusters): Patterns {
  const bySubject: number[][] = Array.from({ length: count }, () => []);
  for (const [item, subject] of of.entries())
    if (truth[item] >= 0) bySubject[subject].push(truth[item] * classes + predicted[item]);
  const patterns = [...Map.groupBy(bySubject.keys(), (subject) => bySubject[subject].join(' ')).values()];
  const own = new Int32Array(count);
  for (const [pattern, subjects] of patterns.entries()) for (const subject of subjects) own[subject] = pattern;
  return {
    of: own,
    cells: patterns.map(([first]) => Int16Array.from(bySubject[first])),
    drawn: new Int32Array(count),
    times: new Float64Array(patterns.length),
  };
}

/** Writes how many drawn items lie in each cell of the confusion matrix. */
function countCells(counts: Float64Array, patterns: Patterns, { subjects, weights, drawn }: Draw): void {
  patterns.times.fill(0);
  for (let place = 0; place < drawn; place++) {
    const pattern = patterns.of[subjects[place]];
    patterns.drawn[place] = pattern;
    patterns.times[pattern] += weights[place];
  }
  counts.fill(0);
  for (const [pattern, cells] of patterns.cells.entries()) for (const cell of cells) counts[cell] += patterns.times[pattern];
}

export interface ScoredItems {
  readonly name: string;
  /** 1 positive, 0 negative, -1 unknown. // [items] */
  readonly positive: Int8Array;
  readonly scores: Float64Array;
}

/** The AUCs of scores, with ties counted half. The influence of an item is its placement (DeLong 1988). */
export function aucFigures(scored: readonly ScoredItems[], clusters: Clusters): FigureGroup {
  const curves = scored.map((items) => aucCurve(items, clusters));
  const values = new Float64Array(curves.length);
  return {
    figures: scored.map(({ name }) => ({ name, low: 0, high: 1 })),
    measure: ({ times }) => {
      for (const [index, curve] of curves.entries()) values[index] = curve.measure(times);
      return values;
    },
    writeInfluence: (figure, { subjects, drawn }, influence) => {
      const own = curves[figure].influence;
      for (let place = 0; place < drawn; place++) influence[place] = own[subjects[place]];
    },
  };
}

interface AucCurve {
  readonly measure: (times: Float64Array) => number;
  /** Under the last times that were measured. // [subjects] */
  readonly influence: Float64Array;
}

function aucCurve({ positive, scores }: ScoredItems, { of, count }: Clusters): AucCurve {
  const known = [...positive.keys()].filter((item) => positive[item] >= 0).sort((a, b) => scores[a] - scores[b]);
  const isPositive = Float64Array.from(known, (item) => positive[item]);
  const owner = Int32Array.from(known, (item) => of[item]);
  const firsts = [...known.keys()].filter((place) => place === 0 || scores[known[place]] !== scores[known[place - 1]]);
  const groups = firsts.map((first, at) => ({ first, end: firsts[at + 1] ?? known.length }));
  // From the last to the first: halving a tie changes the sums that the next one starts from.
  const ties = groups.filter(({ first, end }) => end > first + 1).toReversed();
  const isDefined = known.every((item) => !Number.isNaN(scores[item]));
  const influence = new Float64Array(count);
  // The weights of positives and negatives up to and with each place; below the score, ties counted half, after `halveTies`.
  const [positivesTo, negativesTo] = [new Float64Array(known.length), new Float64Array(known.length)];
  const halveTies = (sums: Float64Array): void => {
    for (const { first, end } of ties) {
      const before = first === 0 ? 0 : sums[first - 1];
      sums.fill((before + sums[end - 1]) / 2, first, end);
    }
  };
  return {
    influence,
    // Without branches on the data: it runs 2000 times over each of a dozen scores.
    measure: (times) => {
      let positives = 0;
      let negatives = 0;
      let wins = 0;
      for (let place = 0; place < owner.length; place++) {
        const weight = times[owner[place]];
        const ofPositive = weight * isPositive[place];
        positives += ofPositive;
        negatives += weight - ofPositive;
        positivesTo[place] = positives;
        negativesTo[place] = negatives;
        wins += ofPositive * negatives;
      }
      if (ties.length > 0) {
        halveTies(negativesTo);
        halveTies(positivesTo);
        wins = 0;
        for (let place = 0; place < owner.length; place++) wins += times[owner[place]] * isPositive[place] * negativesTo[place];
      }
      const auc = isDefined ? wins / (positives * negatives) : Number.NaN;
      influence.fill(0);
      const pairs = 1 / (positives * negatives);
      const [fromPositive, fromNegative] = [auc / positives, (1 - auc) / negatives];
      for (let place = 0; place < owner.length; place++) {
        const ofPositive = negativesTo[place] * pairs - fromPositive;
        const ofNegative = fromNegative - positivesTo[place] * pairs;
        influence[owner[place]] += isPositive[place] * ofPositive + (1 - isPositive[place]) * ofNegative;
      }
      return auc;
    },
  };
}

export interface MeasuredItems {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** NaN for items that do not have the value. // [items] */
  readonly values: Float64Array;
  /** The subject of each item, by number. // [items] */
  readonly of: Int32Array;
}

/** The means of values over the items that have them. */
export function meanFigures(measured: readonly MeasuredItems[], { count }: Pick<Clusters, 'count'>): FigureGroup {
  const values = measured.map((items) => sumsBySubject(items, count));
  const [means, totals] = [new Float64Array(measured.length), new Float64Array(measured.length)];
  return {
    figures: measured.map(({ name, low, high }) => ({ name, low, high })),
    measure: ({ subjects, weights, drawn }) => {
      for (const [figure, { sums, items }] of values.entries()) {
        let sum = 0;
        let total = 0;
        for (let place = 0; place < drawn; place++) {
          sum += weights[place] * sums[subjects[place]];
          total += weights[place] * items[subjects[place]];
        }
        means[figure] = sum / total;
        totals[figure] = total;
      }
      return means;
    },
    writeInfluence: (figure, { subjects, drawn }, influence) => {
      const { sums, items } = values[figure];
      const [mean, total] = [means[figure], totals[figure]];
      for (let place = 0; place < drawn; place++)
        influence[place] = (sums[subjects[place]] - mean * items[subjects[place]]) / total;
    },
  };
}

/** The sum of a subject's values, and how many it has. // both [subjects] */
function sumsBySubject(
  { values, of }: MeasuredItems,
  count: number,
): { readonly sums: Float64Array; readonly items: Float64Array } {
  const [sums, items] = [new Float64Array(count), new Float64Array(count)];
  for (const [item, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    sums[of[item]] += value;
    items[of[item]]++;
  }
  return { sums, items };
}

/** The differences of two groups' figures: those of the second taken from those of the first. Both hold the same figures. */
export function differenceFigures(first: FigureGroup, second: FigureGroup, { count }: Pick<Clusters, 'count'>): FigureGroup {
  const others = new Float64Array(count);
  return {
    figures: first.figures.map(({ name, low, high }) => ({ name, low: low - high, high: high - low })),
    measure: (draw) => {
      const subtracted = second.measure(draw);
      return first.measure(draw).map((value, place) => value - subtracted[place]);
    },
    writeInfluence: (figure, draw, influence) => {
      first.writeInfluence(figure, draw, influence);
      second.writeInfluence(figure, draw, others);
      for (let place = 0; place < draw.drawn; place++) influence[place] -= others[place];
    },
  };
}
