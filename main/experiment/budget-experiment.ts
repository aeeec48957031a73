// The experiment that asks what more graded hips are worth: one training for each strategy, budget and seed.

import { failed, success, type Result } from '../domain/failure.ts';
import type { GradingBudget } from '../learning/budget/spend-budget.ts';
import { isLocating, type AnyRecipe } from '../training/recipe.ts';
import type { Experiment } from './spec.ts';
import { experimentText } from './text.ts';

/** Each seed draws the order of equal hips as well as the training. Fails with `bad-request` if the recipe does not learn from a study. */
export function budgetExperiment(
  recipe: AnyRecipe,
  budgets: readonly Omit<GradingBudget, 'seed'>[],
  seeds: readonly number[],
): Result<Experiment> {
  if (isLocating(recipe) || recipe.data.kind !== 'study')
    return failed('bad-request', experimentText.budgetsNeedStudy(recipe.name));
  const sweeps = [...Map.groupBy(budgets, ({ strategy }) => strategy)].flatMap(([strategy, own]) => {
    const hips = { each: [...new Set(own.map(({ hips: count }) => count))] };
    return seeds.map((seed) => ({ seed, data: { graded: { strategy, hips, seed } } }));
  });
  return success({ name: 'grading-budget', about: experimentText.aboutBudgets(recipe.name), recipe: { ...recipe }, sweeps });
}
