// The figures of graded answers as groups for `studentisedIntervals`: agreement, AUC, means, and differences between two models.

import { cellFigures } from './cell-figures.ts';
import type { Clusters, FigureGroup } from './studentised.ts';

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
 * the figures that are wanted, if not all.
 */
export function agreementFigures(answers: readonly GradedItems[], clusters: Clusters, only?: readonly string[]): FigureGroup {
  const parts = answers.map((answer) => {
    const named = Object.entries(cellFigures(answer.classes)).filter(([name]) => only?.includes(name) ?? true);
    const cells = answer.classes ** 2;
    return {
      ...answer,
      items: cellsBySubject(answer, clusters),
      named,
      counts: new Float64Array(cells),
      gradient: new Float64Array(cells),
      slopes: new Float64Array(cells * named.length), // [cells, figures]
      sums: new Float64Array(named.length),
    };
  });
  const own = parts.flatMap(({ name, named }) => named.map(([figure, { low, high }]) => ({ name, figure, low, high })));
  const means = [...Map.groupBy(own.keys(), (place) => own[place].figure)].map(([figure, places]) => ({
    name: 'mean',
    figure,
    places,
    low: Math.min(...places.map((place) => own[place].low)),
    high: Math.max(...places.map((place) => own[place].high)),
  }));
  const figures = [...own, ...means].map(({ name, figure, low, high }) => ({ name: `${name}/${figure}`, low, high }));
  const values = new Float64Array(figures.length);
  return {
    figures,
    measure: ({ times, subjects, drawn }, influence) => {
      let at = 0;
      for (const { items, named, counts, gradient, slopes, sums } of parts) {
        const { cells, starts } = items;
        counts.fill(0);
        for (let place = 0; place < drawn; place++) {
          const subject = subjects[place];
          for (let item = starts[subject]; item < starts[subject + 1]; item++) counts[cells[item]] += times[subject];
        }
        // By cell, then figure: the innermost loop reads and writes neighbours, since it runs most often.
        const width = named.length;
        for (const [place, [, figure]] of named.entries()) {
          values[at + place] = figure.measure(counts, gradient);
          for (let cell = 0; cell < gradient.length; cell++) slopes[cell * width + place] = gradient[cell];
        }
        for (let place = 0; place < drawn; place++) {
          const subject = subjects[place];
          sums.fill(0);
          for (let item = starts[subject]; item < starts[subject + 1]; item++) {
            const base = cells[item] * width;
            for (let figure = 0; figure < width; figure++) sums[figure] += slopes[base + figure];
          }
          for (let figure = 0; figure < width; figure++) influence[at + figure][subject] = sums[figure];
        }
        at += width;
      }
      for (const { places } of means) {
        const defined = places.filter((place) => !Number.isNaN(values[place]));
        values[at] = defined.reduce((sum, place) => sum + values[place], 0) / defined.length;
        const into = influence[at++];
        for (let place = 0; place < drawn; place++) into[subjects[place]] = 0;
        for (const source of defined) {
          const from = influence[source];
          for (let place = 0; place < drawn; place++) into[subjects[place]] += from[subjects[place]] / defined.length;
        }
      }
      return values;
    },
  };
}

/** The confusion cells of the items with a truth, subject by subject: those of a subject lie between its start and the next. */
function cellsBySubject(
  { truth, predicted, classes }: GradedItems,
  { of, count }: Clusters,
): { readonly cells: Int16Array; readonly starts: Int32Array } {
  const known = [...truth.keys()].filter((item) => truth[item] >= 0).sort((a, b) => of[a] - of[b]);
  const starts = new Int32Array(count + 1);
  for (const item of known) starts[of[item] + 1]++;
  for (let subject = 0; subject < count; subject++) starts[subject + 1] += starts[subject];
  return { cells: Int16Array.from(known, (item) => truth[item] * classes + predicted[item]), starts };
}

export interface ScoredItems {
  readonly name: string;
  /** 1 positive, 0 negative, -1 unknown. // [items] */
  readonly positive: Int8Array;
  readonly scores: Float64Array;
}

/** The AUC of a score, with ties counted half. The influence of an item is its placement (DeLong 1988). */
export function aucFigure({ name, positive, scores }: ScoredItems, { of }: Clusters): FigureGroup {
  const known = [...positive.keys()].filter((item) => positive[item] >= 0).sort((a, b) => scores[a] - scores[b]);
  const isPositive = Float64Array.from(known, (item) => positive[item]);
  const owner = Int32Array.from(known, (item) => of[item]);
  const firsts = [...known.keys()].filter((place) => place === 0 || scores[known[place]] !== scores[known[place - 1]]);
  const groups = firsts.map((first, at) => ({ first, end: firsts[at + 1] ?? known.length }));
  // From the last to the first: halving a tie changes the sums that the next one starts from.
  const ties = groups.filter(({ first, end }) => end > first + 1).toReversed();
  const isDefined = known.every((item) => !Number.isNaN(scores[item]));
  const values = new Float64Array(1);
  // The weights of positives and negatives up to and with each place; below the score, ties counted half, after `halveTies`.
  const [positivesTo, negativesTo] = [new Float64Array(known.length), new Float64Array(known.length)];
  const halveTies = (sums: Float64Array): void => {
    for (const { first, end } of ties) {
      const before = first === 0 ? 0 : sums[first - 1];
      sums.fill((before + sums[end - 1]) / 2, first, end);
    }
  };
  return {
    figures: [{ name, low: 0, high: 1 }],
    // Without branches on the data: it runs 2000 times over each of a dozen scores.
    measure: ({ times }, [influence]) => {
      let positives = 0;
      let negatives = 0;
      let wins = 0;
      for (let place = 0; place < owner.length; place++) {
        const weight = times[owner[place]];
        positives += weight * isPositive[place];
        negatives += weight * (1 - isPositive[place]);
        positivesTo[place] = positives;
        negativesTo[place] = negatives;
        wins += weight * isPositive[place] * negatives;
      }
      if (ties.length > 0) {
        halveTies(negativesTo);
        halveTies(positivesTo);
        wins = 0;
        for (let place = 0; place < owner.length; place++) wins += times[owner[place]] * isPositive[place] * negativesTo[place];
      }
      const auc = isDefined ? wins / (positives * negatives) : Number.NaN;
      values[0] = auc;
      influence.fill(0);
      const pairs = 1 / (positives * negatives);
      const [fromPositive, fromNegative] = [auc / positives, (1 - auc) / negatives];
      for (let place = 0; place < owner.length; place++) {
        const ofPositive = negativesTo[place] * pairs - fromPositive;
        const ofNegative = fromNegative - positivesTo[place] * pairs;
        influence[owner[place]] += isPositive[place] * ofPositive + (1 - isPositive[place]) * ofNegative;
      }
      return values;
    },
  };
}

export interface MeasuredItems {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** NaN for items that do not have the value. // [items] */
  readonly values: Float64Array;
}

/** The mean of a value over the items that have one. */
export function meanFigure({ name, values: own, low, high }: MeasuredItems, { of, count }: Clusters): FigureGroup {
  const [sums, items] = [new Float64Array(count), new Float64Array(count)];
  for (const [item, value] of own.entries()) {
    if (Number.isNaN(value)) continue;
    sums[of[item]] += value;
    items[of[item]]++;
  }
  const values = new Float64Array(1);
  return {
    figures: [{ name, low, high }],
    measure: ({ times, subjects, drawn }, [influence]) => {
      let sum = 0;
      let total = 0;
      for (let place = 0; place < drawn; place++) {
        sum += times[subjects[place]] * sums[subjects[place]];
        total += times[subjects[place]] * items[subjects[place]];
      }
      const mean = sum / total;
      values[0] = mean;
      for (let place = 0; place < drawn; place++) {
        const subject = subjects[place];
        influence[subject] = (sums[subject] - mean * items[subject]) / total;
      }
      return values;
    },
  };
}

/** The difference of two groups' figures: those of the second taken from those of the first. Both hold the same figures. */
export function differenceFigures(first: FigureGroup, second: FigureGroup, { count }: Clusters): FigureGroup {
  const others = second.figures.map(() => new Float64Array(count));
  return {
    figures: first.figures.map(({ name, low, high }) => ({ name, low: low - high, high: high - low })),
    measure: (draw, influence) => {
      const subtracted = second.measure(draw, others);
      const values = first.measure(draw, influence).map((value, place) => value - subtracted[place]);
      for (const [place, own] of others.entries()) {
        for (let at = 0; at < draw.drawn; at++) influence[place][draw.subjects[at]] -= own[draw.subjects[at]];
      }
      return values;
    },
  };
}
