// What a reader with a budget would have graded: the first hips, in a strategy's order, of those whose grades are known.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { BudgetStrategy } from '../../domain/study/budget.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { hipLabels, type StudyHip } from '../data/study-hip-set.ts';
import { budgetText } from '../text/budget.ts';
import { rankHips, type Candidate } from './rank-hips.ts';

export interface GradingBudget {
  readonly strategy: BudgetStrategy;
  readonly hips: number;
  readonly seed: number;
}

/** Fails with `bad-request` if fewer hips are graded whole, or if the strategy needs answers of models that some of them lack. */
export function spendBudget<Hip extends Omit<StudyHip, 'crop'>>(
  hips: readonly Hip[],
  { strategy, hips: count, seed }: GradingBudget,
): Result<readonly Hip[]> {
  const known = hips.flatMap((hip) =>
    gradeOf(hipLabels(hip.record, hip)) === null ? [] : [{ hipId: hip.record.hipId, answers: hip.answers, hip }],
  );
  if (known.length < count) return failed('bad-request', budgetText.tooFew(count, known.length));
  const lacking = lackingAnswers(known, strategy);
  if (lacking !== null) return lacking;
  const spent = rankHips(known, strategy, seed).slice(0, count);
  return success(spent.map(({ hip }) => hip));
}

/** The highest known grade. Null if not every quadrant is graded. */
export function gradeOf(known: ReturnType<typeof hipLabels>): number | null {
  if (!known.ok || known.value?.kind !== 'strong') return null;
  const { quadrants } = known.value;
  const grades = QUADRANTS.flatMap((quadrant) => {
    const label = quadrants[quadrant];
    return label.kind === 'graded' ? [label.grade] : [];
  });
  return grades.length === QUADRANTS.length ? Math.max(...grades) : null;
}

export function lackingAnswers(hips: readonly Candidate[], strategy: BudgetStrategy): Result<never> | null {
  const needed = strategy === 'random' ? 0 : strategy === 'disagreement' ? 2 : 1;
  const lacking = hips.filter(({ answers }) => answers.length < needed).length;
  return lacking === 0 ? null : failed('bad-request', budgetText.ungraded(strategy, needed, lacking));
}
