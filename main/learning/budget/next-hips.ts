// Which hips of a study to grade next, and what an oracle would have found: the known labels stand for a reader.

import type { Study } from '../../cohort/study-folder.ts';
import { labelsOfJoint } from '../../database/labels.ts';
import { answersOfModels } from '../../database/model-answers.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { hipsWithCrops, newestReadings } from '../../database/training-hips.ts';
import { success, type Result } from '../../domain/failure.ts';
import type { Hip } from '../../domain/hip.ts';
import { hipLabels } from '../data/study-hip-set.ts';
import { BUDGET_STRATEGIES, type BudgetStrategy } from '../../domain/study/budget.ts';
import { rankHips, type Candidate } from './rank-hips.ts';
import { gradeOf, lackingAnswers } from './spend-budget.ts';

interface NextHip extends Candidate {
  readonly hip: Hip;
  /** The highest known grade. Null if not every quadrant is graded. */
  readonly grade: number | null;
}

/** The first `count` hips to grade: hips of the training part (or of a study without a split) that are not graded whole. */
export function nextHips(
  study: Study,
  { strategy, count, seed }: { readonly strategy: BudgetStrategy; readonly count: number; readonly seed: number },
): Result<readonly NextHip[]> {
  const open = candidates(study).filter(({ grade }) => grade === null);
  const lacking = lackingAnswers(open, strategy);
  return lacking ?? success(rankHips(open, strategy, seed).slice(0, count));
}

interface OracleBudget {
  readonly strategy: BudgetStrategy;
  readonly budget: number;
  /** How many hips of each highest grade, 0 to 3, are among the budget's hips. */
  readonly found: readonly number[];
}

/** Spends each budget on hips whose grades are known, as if they were not. Strategies without enough answers are left out. */
export function simulateBudgets(study: Study, budgets: readonly number[], seed: number): readonly OracleBudget[] {
  const known = candidates(study).filter(({ grade }) => grade !== null);
  const possible = BUDGET_STRATEGIES.filter((strategy) => lackingAnswers(known, strategy) === null);
  return possible.flatMap((strategy) => {
    const order = rankHips(known, strategy, seed);
    return budgets.map((budget) => {
      const spent = order.slice(0, budget);
      const found = [0, 1, 2, 3].map((grade) => spent.filter((hip) => hip.grade === grade).length);
      return { strategy, budget: spent.length, found };
    });
  });
}

/** Hips with a crop whose subjects do not belong to the validation or test part. */
function candidates({ database }: Pick<Study, 'database'>): NextHip[] {
  const answers = answersOfModels(database);
  const readings = newestReadings(database);
  const split = splitInForce(database);
  const parts = split === null ? null : splitByName(database, split);
  return hipsWithCrops(database)
    .filter(({ subject }) => parts === null || parts.get(subject) === 'train')
    .map((record) => {
      const { hipId, subject, visit, side } = record;
      const labels = labelsOfJoint(database, record);
      const known = hipLabels(record, { labels, readings: readings.get(hipId) ?? new Map() });
      return { hipId, hip: { subject, visit, side }, answers: answers.get(hipId) ?? [], grade: gradeOf(known) };
    });
}
