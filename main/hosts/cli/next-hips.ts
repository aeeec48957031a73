// `osteograde next-hips`: which hips to grade next, what each strategy would have found, and whether grading more is worth it.

import { resolve } from 'node:path';
import { openStudy } from '../../cohort/study-folder.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import { adviceOnCurve } from '../../learning/budget/curve-advice.ts';
import { nextHips, simulateBudgets } from '../../learning/budget/next-hips.ts';
import type { BudgetStrategy } from '../../domain/study/budget.ts';
import { outputText } from '../text/output.ts';
import type { Terminal } from './terminal.ts';

const words = outputText.nextHips;

interface NextHipsChoices {
  readonly strategy: BudgetStrategy;
  readonly count: number;
  readonly seed: number;
  /** Budgets to spend on hips whose grades are known. */
  readonly simulate?: readonly number[];
  /** Points of a learning curve. */
  readonly curve?: string;
  readonly json?: boolean;
}

/** Throws a `FailureError`. */
export async function nextHipsOf(folder: string, choices: NextHipsChoices, terminal: Terminal): Promise<void> {
  const { strategy, count, seed, simulate, json } = choices;
  const advice = choices.curve === undefined ? null : valueOrThrow(adviceOnCurve(choices.curve));
  const study = valueOrThrow(await openStudy(resolve(folder), { readOnly: true }));
  try {
    const simulated = simulate === undefined ? null : simulateBudgets(study, simulate, seed);
    const hips = simulated === null ? valueOrThrow(nextHips(study, { strategy, count, seed })) : [];
    if (json === true) {
      terminal.json({ strategy, seed, hips: hips.map(({ hip }) => hip), simulated, advice }, 2);
      return;
    }
    for (const { hip } of hips) terminal.line(words.hip(hip.subject, hip.visit, hip.side));
    if (simulated === null && hips.length === 0) terminal.line(words.noneLeft);
    for (const budget of simulated ?? []) terminal.line(words.simulated(budget.strategy, budget.budget, budget.found));
    if (advice !== null) terminal.line(words.advice(advice));
  } finally {
    study.close();
  }
}
