// The answers that lie farthest from the truth, the surest mistakes first.

import type { EvaluationRow } from './evaluation.ts';
import type { Hip } from '../hip.ts';

type AnsweredRow = Pick<EvaluationRow, 'truth' | 'grade' | 'probabilities'>;

export interface Mistake<Row> {
  readonly hip: Row;
  readonly answer: string;
  readonly truth: number;
  readonly grade: number;
  /** How probable the model thought its grade. */
  readonly probability: number;
}

/** Every wrong answer, the worst first. */
export function worstCases<Row extends AnsweredRow>(rows: readonly Row[]): readonly Mistake<Row>[] {
  const wrong = rows.flatMap((hip) =>
    Object.entries(hip.truth).flatMap(([answer, truth]) => {
      const grade = hip.grade[answer] ?? 0;
      if (truth === null || truth === grade) return [];
      return [{ hip, answer, truth, grade, probability: hip.probabilities[answer]?.[grade] ?? 0 }];
    }),
  );
  const distance = ({ truth, grade }: Mistake<Row>): number => Math.abs(truth - grade);
  return wrong.toSorted((a, b) => distance(b) - distance(a) || b.probability - a.probability);
}

/** More are not written. **(ours)** */
const MOST_WRITTEN = 50;

export type WrittenCase = Hip & Omit<Mistake<unknown>, 'hip'>;

/** The worst cases of a file or a printed evaluation. */
export function writtenCases(rows: readonly EvaluationRow[]): readonly WrittenCase[] {
  return worstCases(rows)
    .slice(0, MOST_WRITTEN)
    .map(({ hip: { subject, visit, side }, ...mistake }) => ({ subject, visit, side, ...mistake }));
}
