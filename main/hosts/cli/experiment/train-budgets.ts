// Trains a recipe on budgets of graded hips as an experiment, whose runs and report lie in the folder of experiments.

import { join } from 'node:path';
import { valueOrThrow } from '../../../domain/failure.ts';
import { budgetExperiment } from '../../../experiment/budget-experiment.ts';
import { finishedRuns } from '../../../experiment/report/finished.ts';
import { budgetAdvice, budgetPoints, type BudgetAdvice, type BudgetPoint } from '../../../experiment/report/grading-budget.ts';
import { makeFolder, writeWhole } from '../../../files/write-whole.ts';
import type { GradingBudget } from '../../../learning/budget/spend-budget.ts';
import { readAnyRecipe } from '../../../learning/run/recipe-file.ts';
import { homeFolder } from '../../home-folder.ts';
import type { Terminal } from '../terminal.ts';
import { folderOf, readExperiments } from './experiment-choices.ts';
import { runExperiments } from './run.ts';

export interface BudgetChoices extends Omit<Parameters<typeof runExperiments>[1], 'run' | 'data'> {
  readonly study: string;
  readonly recipe: string;
  readonly seeds: readonly number[];
}

interface TrainedBudgets {
  /** The part of the study on which the curve is measured. */
  readonly part: 'test';
  readonly curve: readonly BudgetPoint[];
  readonly advice: readonly BudgetAdvice[];
  /** False if a training failed. */
  readonly whole: boolean;
}

/** Resumes what an earlier call left. Throws a `FailureError`. */
export async function trainBudgets(
  budgets: readonly Omit<GradingBudget, 'seed'>[],
  { recipe, seeds, ...choices }: BudgetChoices,
  terminal: Terminal,
): Promise<TrainedBudgets> {
  const experiment = valueOrThrow(budgetExperiment(valueOrThrow(await readAnyRecipe(recipe)), budgets, seeds));
  const folder = folderOf(choices, homeFolder());
  await makeFolder(folder);
  const spec = join(folder, `${experiment.name}.json`);
  await writeWhole(spec, `${JSON.stringify(experiment, null, 2)}\n`);
  const told = choices.json === true ? onlyErrors(terminal) : terminal;
  const whole = await runExperiments([spec], choices, told);
  const read = await readExperiments([spec], choices);
  const finished = await finishedRuns(
    folder,
    read.flatMap(({ expanded }) => expanded.runs),
  );
  const curve = budgetPoints(finished);
  return { part: 'test', curve, advice: budgetAdvice(curve), whole };
}

/** The JSON of the result is printed alone, so that a script can read it. */
function onlyErrors(terminal: Terminal): Terminal {
  return { ...terminal, line: () => undefined, json: () => undefined };
}
