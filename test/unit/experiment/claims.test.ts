// A verdict on a published claim follows from planted results, and is missing without runs.

import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../main/experiment/report/claims.ts';
import type { Finished } from '../../../main/experiment/report/finished.ts';
import { ofGrade } from '../../../main/experiment/report/von-schacky.ts';
import { yeClaims } from '../../../main/experiment/report/ye.ts';
import type { Strategy } from '../../../main/training/tasks/hip-supervision.ts';
import { tinyRecipe } from '../training/synthetic-hips.ts';
import { NOT_TOLD, plantedGrades } from './planted-answers.ts';

function run(strategy: Strategy, weak: number, seed: number, chance: number, byLoss = chance): Finished {
  return {
    run: {
      hash: `${strategy}${weak}${seed}`,
      recipe: { ...tinyRecipe, strategy, seed, budget: { strong: 100, weak } },
      start: null,
      chosen: {},
    },
    answers: new Map([
      ['best-kappa', plantedGrades(chance, seed)],
      ['best-loss', plantedGrades(byLoss, seed)],
    ]),
    validation: new Map(),
    ...NOT_TOLD,
  };
}

const seeds = [1, 2];
const verdicts = (finished: readonly Finished[]) =>
  Object.fromEntries(yeClaims(finished).map(({ says, verdict }) => [says, verdict]));

describe('a published claim', () => {
  it('stands if the runs differ as the paper says, and falls if they differ the other way', () => {
    const strong = seeds.map((seed) => run('strong-only', 0, seed, 0.5));
    const better = seeds.map((seed) => run('masked', 500, seed, 0.9));
    const worse = seeds.map((seed) => run('masked', 500, seed, 0.1));
    const claim = 'Weak hips help under masked supervision';
    expect(verdicts([...strong, ...better])[claim]).toBe('same direction');
    expect(verdicts([...strong, ...worse])[claim]).toBe('opposite');
  });

  it('is undecided if the runs are alike', () => {
    const runs = seeds.flatMap((seed) => [run('strong-only', 0, seed, 0.6), run('masked', 500, seed, 0.601)]);
    expect(verdicts(runs)['Weak hips help under masked supervision']).toBe('undecided');
  });

  it('is not spoken of without runs of both sides, or without a seed in common', () => {
    expect(yeClaims([])).toEqual([]);
    expect(yeClaims([run('strong-only', 0, 1, 0.5), run('masked', 500, 2, 0.9)])).toEqual([]);
  });

  it('compares the budgets of one strategy in the order of their size', () => {
    const runs = seeds.flatMap((seed) => [run('pure-mil', 5000, seed, 0.3), run('pure-mil', 500, seed, 0.8)]);
    expect(verdicts(runs)['Pure MIL falls with more weak hips']).toBe('same direction');
  });

  it('about the rule for the epoch is judged by both epochs of the same runs', () => {
    const runs = seeds.map((seed) => run('oracle', 500, seed, 0.9, 0.4));
    expect(verdicts(runs)['The epoch with the best validation kappa is better than that with the lowest loss']).toBe(
      'same direction',
    );
  });
});

describe('a verdict', () => {
  const interval = (low: number, high: number) => ({ value: (low + high) / 2, low, high });
  it.each([
    [interval(0.1, 0.2), 'above', 'same direction'],
    [interval(0.1, 0.2), 'below', 'opposite'],
    [interval(-0.1, 0.2), 'below', 'undecided'],
    [interval(-0.01, 0.02), { within: 0.03 }, 'same direction'],
    [interval(-0.01, 0.05), { within: 0.03 }, 'undecided'],
    [interval(0.04, 0.05), { within: 0.03 }, 'opposite'],
    [interval(Number.NaN, Number.NaN), 'above', 'undecided'],
    [{ value: Number.NaN, low: 0.1, high: 0.2 }, 'above', 'undecided'],
  ] as const)('on %o, %o is %s', (estimate, direction, verdict) => {
    expect(verdictOf(estimate, direction)).toBe(verdict);
  });
});

describe('the figures of one grade', () => {
  it('are those of a table worked by hand', () => {
    const pairs = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 0],
      [2, 1],
    ];
    const answers = pairs.map(([truth = 0, predicted = 0], item) => ({ subject: 's', item, truth, predicted, presence: null }));
    expect(ofGrade(answers, 1, 4)).toEqual({ precision: 2 / 4, sensitivity: 2 / 3, specificity: 1 / 3, f1: 4 / 7 });
  });
});
