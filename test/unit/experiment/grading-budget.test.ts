// What more graded hips are worth follows from planted results.

import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { budgetExperiment } from '../../../main/experiment/budget-experiment.ts';
import { expandExperiment } from '../../../main/experiment/expand.ts';
import { budgetAdvice, budgetPoints, budgetReport } from '../../../main/experiment/report/grading-budget.ts';
import type { Finished } from '../../../main/experiment/report/finished.ts';
import { tinyRecipe } from '../training/synthetic-hips.ts';
import { NOT_TOLD, plantedGrades } from './planted-answers.ts';

const recipe = { ...tinyRecipe, data: { kind: 'study' as const } };

function run(hips: number, seed: number, chance: number): Finished {
  const data = { kind: 'study' as const, graded: { strategy: 'random' as const, hips, seed } };
  return {
    run: { hash: `${hips}${seed}`, recipe: { ...recipe, seed, data }, start: null, chosen: {} },
    answers: new Map([['best-kappa', plantedGrades(chance, seed)]]),
    validation: new Map(),
    ...NOT_TOLD,
  };
}

const seeds = [1, 2, 3];
const runs = (chances: Readonly<Record<number, number>>): Finished[] =>
  Object.entries(chances).flatMap(([hips, chance]) => seeds.map((seed) => run(Number(hips), seed, chance)));

describe('a learning curve', () => {
  it('has one point for each budget, over all seeds', () => {
    const points = budgetPoints(runs({ 50: 0.3, 100: 0.6 }));
    expect(points.map(({ strategy, hips, seeds: of, figure }) => [strategy, hips, of, figure])).toEqual([
      ['random', 50, 3, 'meanKappa'],
      ['random', 100, 3, 'meanKappa'],
    ]);
    const [few, many] = points.map(({ estimate }) => estimate);
    expect(few.high).toBeLessThan(many.low);
  });

  it('that has levelled off says stop, one that rises says go on', () => {
    expect(budgetAdvice(budgetPoints(runs({ 50: 0.2, 100: 0.8, 200: 0.9, 400: 0.9 })))).toMatchObject([
      { strategy: 'random', advice: 'stop' },
    ]);
    expect(budgetAdvice(budgetPoints(runs({ 50: 0.2, 100: 0.35, 200: 0.5 })))).toMatchObject([{ advice: 'go-on' }]);
    expect(budgetAdvice(budgetPoints(runs({ 50: 0.2, 100: 0.9 })))).toEqual([]);
  });

  it('is a table and a figure of the report, which runs on all hips do not enter', () => {
    const whole: Finished = { ...run(50, 1, 0.5), run: { ...run(50, 1, 0.5).run, recipe } };
    expect(budgetReport([whole])).toEqual({ tables: [], figures: [], claims: [] });
    const { tables, figures } = budgetReport([whole, ...runs({ 50: 0.2, 100: 0.35, 200: 0.5 })]);
    expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['grading-budget', 3],
      ['grading-advice', 1],
    ]);
    expect(figures.map(({ name }) => name)).toEqual(['grading-budget']);
  });
});

describe('the experiment on budgets', () => {
  it('trains each strategy, budget and seed once, and orders the hips by the same seed', () => {
    const budgets = [
      { strategy: 'random', hips: 4 },
      { strategy: 'random', hips: 8 },
      { strategy: 'random', hips: 8 },
      { strategy: 'uncertainty', hips: 4 },
    ] as const;
    const experiment = valueOrThrow(budgetExperiment(recipe, budgets, [1, 2]));
    const expanded = valueOrThrow(expandExperiment(experiment, 'data'));
    const spent = expanded.runs.map(({ recipe: { seed, data } }) => [seed, data.kind === 'study' ? data.graded : null]);
    expect(spent).toEqual([
      [1, { strategy: 'random', hips: 4, seed: 1 }],
      [1, { strategy: 'random', hips: 8, seed: 1 }],
      [2, { strategy: 'random', hips: 4, seed: 2 }],
      [2, { strategy: 'random', hips: 8, seed: 2 }],
      [1, { strategy: 'uncertainty', hips: 4, seed: 1 }],
      [2, { strategy: 'uncertainty', hips: 4, seed: 2 }],
    ]);
  });

  it('refuses a recipe that learns from phantoms', () => {
    expect(budgetExperiment(tinyRecipe, [{ strategy: 'random', hips: 4 }], [1])).toMatchObject({
      ok: false,
      failure: { code: 'bad-request', message: expect.stringContaining('does not learn from one') },
    });
  });
});
