// A figure of several runs with its 95% interval. Seeds and subjects are both drawn with replacement, because both would be others in another
// study: a bootstrap of two crossed factors (Owen AB. The pigeonhole bootstrap. Ann Appl Stat 2007;1:386-411), percentiles 2.5 and 97.5.

import { seededRandom, type Random } from '../../domain/random.ts';
import type { RunAnswer, RunAnswers } from '../../learning/evaluation/run-answers.ts';
import { quantile, type Estimate } from '../../statistics/bootstrap.ts';

/** What the runs of one seed answered: one set of answers, or one for each side of a comparison. */
export type Sides = readonly RunAnswers[];

const DRAWS = 1000;

/** The mean over seeds of `figure`. All runs must have answered the same test set. NaN without runs. */
export function estimate(seeds: readonly Sides[], figure: (sides: Sides) => number, name: string): Estimate {
  const value = meanOf(seeds.map(figure));
  if (seeds.length === 0) return { value, low: Number.NaN, high: Number.NaN };
  const random = seededRandom(name);
  const subjects = [...new Set(seeds.flatMap((sides) => sides.flatMap(subjectsIn)))].toSorted();
  const indexed = seeds.map((sides) => sides.map(bySubject));
  const figures: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const chosen = drawn(subjects, random);
    const drawnSeeds = seeds.length === 1 ? indexed : drawn(indexed, random);
    const one = meanOf(drawnSeeds.map((sides) => figure(sides.map((answers) => answersOf(answers, chosen)))));
    if (!Number.isNaN(one)) figures.push(one);
  }
  figures.sort((a, b) => a - b);
  return { value, low: quantile(figures, 0.025), high: quantile(figures, 0.975) };
}

/** Pairs the runs of two settings by seed. Seeds that only one of them has are left out. */
export function paired(one: ReadonlyMap<number, RunAnswers>, other: ReadonlyMap<number, RunAnswers>): Sides[] {
  return [...one].flatMap(([seed, answers]) => {
    const beside = other.get(seed);
    return beside === undefined ? [] : [[answers, beside]];
  });
}

type BySubject = ReadonlyMap<string, ReadonlyMap<string, readonly RunAnswer[]>>;

function bySubject(answers: RunAnswers): BySubject {
  return new Map(Object.entries(answers).map(([question, own]) => [question, Map.groupBy(own, ({ subject }) => subject)]));
}

/** The answers about these subjects. A question is put together only when a figure asks for it. */
function answersOf(indexed: BySubject, subjects: readonly string[]): RunAnswers {
  const answers: RunAnswers = {};
  for (const [question, own] of indexed)
    Object.defineProperty(answers, question, {
      get: () => subjects.flatMap((subject) => own.get(subject) ?? []),
      enumerable: true,
    });
  return answers;
}

function subjectsIn(answers: RunAnswers): string[] {
  return Object.values(answers).flatMap((own) => own.map(({ subject }) => subject));
}

function drawn<T>(items: readonly T[], random: Random): T[] {
  return items.flatMap(() => {
    const item = items[random.below(items.length)];
    return item === undefined ? [] : [item];
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
