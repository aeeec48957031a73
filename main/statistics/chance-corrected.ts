// Chance-corrected agreement beside Cohen's kappa. Gwet KL. Computing inter-rater reliability and its variance in the presence of high
// agreement. Br J Math Stat Psychol 2008;61:29-48 (AC1, and AC2 with weights). Krippendorff K. Computing Krippendorff's
// alpha-reliability, 2011.

import type { Counts } from './confusion.ts';
import { disagreement, type KappaWeight } from './kappa.ts';

/** Gwet's AC2; with the weight `none` his AC1. NaN without items. */
export function gwetAc2(counts: Counts, weight: KappaWeight): number {
  const classes = counts.length;
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const most = disagreement(0, classes - 1, weight);
  const credit = (i: number, j: number): number => 1 - disagreement(i, j, weight) / most;
  let observed = 0;
  let credits = 0;
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      observed += (credit(i, j) * count) / total;
      credits += credit(i, j);
    }
  }
  const prevalence = counts.map((row, grade) => {
    const column = counts.reduce((sum, each) => sum + each[grade], 0);
    return (row.reduce((sum, count) => sum + count, 0) + column) / (2 * total);
  });
  const spread = prevalence.reduce((sum, share) => sum + share * (1 - share), 0);
  const chance = (credits / (classes * (classes - 1))) * spread;
  return (observed - chance) / (1 - chance);
}

export type AlphaLevel = 'nominal' | 'ordinal' | 'interval';

/**
 * Krippendorff's alpha of units that any number of readers rated; null where a reader did not. NaN if all ratings are equal.
 * // units: [units, readers]
 */
export function krippendorffAlpha(units: readonly (readonly (number | null)[])[], level: AlphaLevel): number {
  const rated = units.map((unit) => unit.filter((value) => value !== null)).filter(({ length }) => length > 1);
  const values = [...new Set(rated.flat())].sort((a, b) => a - b);
  const place = new Map(values.map((value, at) => [value, at]));
  const coincidences = values.map(() => values.map(() => 0));
  for (const unit of rated) {
    for (const [i, one] of unit.entries()) {
      for (const [j, other] of unit.entries()) {
        if (i !== j) coincidences[place.get(one) ?? 0][place.get(other) ?? 0] += 1 / (unit.length - 1);
      }
    }
  }
  const totals = coincidences.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = totals.reduce((sum, count) => sum + count, 0);
  const distance = (a: number, b: number): number => {
    if (level === 'nominal') return a === b ? 0 : 1;
    if (level === 'interval') return (values[a] - values[b]) ** 2;
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const between = totals.slice(low, high + 1).reduce((sum, count) => sum + count, 0);
    return (between - (totals[a] + totals[b]) / 2) ** 2;
  };
  let observed = 0;
  let expected = 0;
  for (const a of values.keys()) {
    for (const b of values.keys()) {
      observed += coincidences[a][b] * distance(a, b);
      expected += (totals[a] * totals[b] * distance(a, b)) / (total - 1);
    }
  }
  return expected > 0 ? 1 - observed / expected : Number.NaN;
}
