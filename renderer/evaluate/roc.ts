// The ROC of presence from the rows of an evaluation.

import type { EvaluationRow } from '../../main/domain/evaluation/evaluation.ts';
import type { ChartPoint } from './unit-chart.tsx';

/** P(grade >= 1). */
export function presenceOf({ probabilities }: EvaluationRow, answer: string): number {
  return 1 - (probabilities[answer]?.[0] ?? Number.NaN);
}

export function knownRows<Row extends EvaluationRow>(rows: readonly Row[], answer: string): Row[] {
  return rows.filter(({ truth }) => (truth[answer] ?? null) !== null);
}

/** From (0, 0) to (1, 1). Empty without hips of both kinds. */
export function rocOf(rows: readonly EvaluationRow[], answer: string): ChartPoint[] {
  const known = knownRows(rows, answer).toSorted((a, b) => presenceOf(b, answer) - presenceOf(a, answer));
  const positives = known.filter(({ truth }) => (truth[answer] ?? 0) > 0).length;
  const negatives = known.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const points: ChartPoint[] = [{ x: 0, y: 0 }];
  let [found, alarms] = [0, 0];
  for (const [at, row] of known.entries()) {
    if ((row.truth[answer] ?? 0) > 0) found++;
    else alarms++;
    const next = known[at + 1];
    if (next === undefined || presenceOf(next, answer) !== presenceOf(row, answer))
      points.push({ x: alarms / negatives, y: found / positives });
  }
  return points;
}
