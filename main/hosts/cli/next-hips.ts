// `osteograde next-hips`: which hips to grade next, what each strategy would have found, and whether grading more is worth it.

import { resolve } from 'node:path';
import { openStudy, type Study } from '../../cohort/study-folder.ts';
import { failed, valueOrThrow } from '../../domain/failure.ts';
import { adviceOnCurve } from '../../learning/budget/curve-advice.ts';
import { nextHips, simulateBudgets } from '../../learning/budget/next-hips.ts';
import type { BudgetStrategy } from '../../domain/study/budget.ts';
import { outputText } from '../text/output.ts';
import { trainBudgets, type BudgetChoices } from './experiment/train-budgets.ts';
import type { Terminal } from './terminal.ts';

const words = outputText.nextHips;

interface NextHipsChoices extends Pick<BudgetChoices, 'engine' | 'device' | 'folder' | 'json'> {
  readonly strategy: BudgetStrategy;
  readonly count: number;
  readonly seed: number;
  /** Budgets to spend on hips whose grades are known. */
  readonly simulate?: readonly number[];
  /** The recipe to train on each budget. */
  readonly recipe?: string;
  readonly seeds?: readonly number[];
  /** Points of a learning curve. */
  readonly curve?: string;
}

/** Returns false if a training failed. Throws a `FailureError`. */
export async function nextHipsOf(folder: string, choices: NextHipsChoices, terminal: Terminal): Promise<boolean> {
  const { strategy, count, seed, simulate, recipe, json } = choices;
  if (recipe !== undefined && simulate === undefined) valueOrThrow(failed('bad-request', words.budgetsMissing));
  const advice = choices.curve === undefined ? null : valueOrThrow(adviceOnCurve(choices.curve));
  const { simulated, hips } = await withStudy(folder, (study) =>
    simulate === undefined
      ? { simulated: null, hips: valueOrThrow(nextHips(study, { strategy, count, seed })) }
      : { simulated: simulateBudgets(study, simulate, seed), hips: [] },
  );
  const budgets = (simulated ?? []).map((each) => ({ strategy: each.strategy, hips: each.budget }));
  const trained =
    recipe === undefined
      ? null
      : await trainBudgets(budgets, { ...choices, study: folder, recipe, seeds: choices.seeds ?? [seed] }, terminal);
  if (json === true) {
    terminal.json({ strategy, seed, hips: hips.map(({ hip }) => hip), simulated, trained, advice }, 2);
    return trained?.whole ?? true;
  }
  for (const { hip } of hips) terminal.line(words.hip(hip.subject, hip.visit, hip.side));
  if (simulated === null && hips.length === 0) terminal.line(words.noneLeft);
  for (const budget of simulated ?? []) terminal.line(words.simulated(budget.strategy, budget.budget, budget.found));
  for (const point of trained?.curve ?? []) terminal.line(words.trained(point));
  if (trained !== null) terminal.line(words.onTestPart);
  for (const each of trained?.advice ?? []) terminal.line(words.ofStrategy(each.strategy, words.advice(each)));
  if (advice !== null) terminal.line(words.advice(advice));
  return trained?.whole ?? true;
}

async function withStudy<T>(folder: string, ask: (study: Study) => T): Promise<T> {
  const study = valueOrThrow(await openStudy(resolve(folder), { readOnly: true }));
  try {
    return ask(study);
  } finally {
    study.close();
  }
}
