// What more graded hips are worth: a figure by budget for each strategy, the plateau of its curve, and whether to go on grading.

import { QUADRANTS } from '../../domain/quadrant.ts';
import type { BudgetStrategy } from '../../domain/study/budget.ts';
import { LEAST_GAIN } from '../../learning/budget/curve-advice.ts';
import type { RunAnswers } from '../../learning/evaluation/run-answers.ts';
import { bestCheckpoint } from '../../learning/run/run-checkpoints.ts';
import type { Estimate } from '../../domain/evaluation/evaluation.ts';
import { stopAdvice } from '../../statistics/learning-curve.ts';
import type { Recipe } from '../../training/recipe.ts';
import { aucOf, headlineOf, meanOver } from '../figures/run-figures.ts';
import { estimate } from './estimate.ts';
import type { Finished } from './finished.ts';
import type { PaperReport } from './paper-report.ts';
import { reportText } from './text.ts';

export interface BudgetPoint {
  readonly strategy: BudgetStrategy;
  readonly hips: number;
  readonly seeds: number;
  readonly figure: string;
  readonly estimate: Estimate;
}

export interface BudgetAdvice extends NonNullable<ReturnType<typeof stopAdvice>> {
  readonly strategy: BudgetStrategy;
}

/** In the order of the runs. Runs without a budget are left out. */
export function budgetPoints(finished: readonly Finished[]): BudgetPoint[] {
  const spent = finished.flatMap(({ run: { recipe }, answers }) => {
    const own = answers.get(bestCheckpoint(recipe));
    const graded = recipe.data.kind === 'study' ? recipe.data.graded : undefined;
    return own === undefined || graded === undefined ? [] : [{ ...graded, recipe, answers: own }];
  });
  const groups = Map.groupBy(spent, ({ strategy, hips }) => `${strategy}/${hips}`);
  return [...groups].flatMap(([name, runs]) => {
    const [first] = runs;
    if (first === undefined) return [];
    const { strategy, hips, recipe } = first;
    const figure = figureOf(recipe);
    const sides = runs.map(({ answers }) => [answers]);
    const found = estimate(sides, ([answers = {}]) => figure.of(answers), name);
    return [{ strategy, hips, seeds: runs.length, figure: figure.name, estimate: found }];
  });
}

/** Of each strategy whose figures rise over three budgets or more. */
export function budgetAdvice(points: readonly BudgetPoint[]): BudgetAdvice[] {
  return [...Map.groupBy(points, ({ strategy }) => strategy)].flatMap(([strategy, own]) => {
    const curve = own.map(({ hips, estimate: { value, low, high } }) => ({ budget: hips, value, low, high }));
    const advice = stopAdvice(curve, LEAST_GAIN);
    return advice === null ? [] : [{ strategy, ...advice }];
  });
}

/** Empty if no run spent a budget. */
export function budgetReport(finished: readonly Finished[]): PaperReport {
  const points = budgetPoints(finished);
  const [first] = points;
  if (first === undefined) return { tables: [], figures: [], claims: [] };
  const { table, advice, curve } = reportText.budget;
  const found = budgetAdvice(points);
  const series = [...Map.groupBy(points, ({ strategy }) => strategy)].map(([name, own]) => ({
    name,
    as: 'dotted-line' as const,
    values: own
      .map(({ hips, estimate: { value, low, high } }) => ({ x: hips, y: value, low, high }))
      .toSorted((a, b) => a.x - b.x),
  }));
  return {
    tables: [
      {
        name: table.name,
        columns: [...table.columns, first.figure],
        rows: points.map(({ strategy, hips, seeds, estimate: value }) => [strategy, hips, seeds, value]),
      },
      {
        ...advice,
        rows: found.map(({ strategy, plateau, gainOfDoubling, advice: says }) => [
          strategy,
          plateau,
          gainOfDoubling,
          reportText.budget.says[says],
        ]),
      },
    ],
    figures: [
      {
        name: table.name,
        title: curve.title,
        panels: [{ kind: 'chart', x: { label: curve.x }, y: { label: first.figure }, series }],
      },
    ],
    claims: [],
  };
}

/** A figure that rises as a model learns. System 2 answers presence, so its curve is of the AUC. */
function figureOf(recipe: Recipe): { readonly name: string; readonly of: (answers: RunAnswers) => number } {
  if (recipe.system === 2) return { name: 'meanAuc', of: (answers) => meanOver(QUADRANTS, answers, aucOf) };
  return { name: headlineOf(recipe, {}).name, of: (answers) => headlineOf(recipe, answers).value };
}
