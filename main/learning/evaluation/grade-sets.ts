// Sets of grades that hold the truth with a promised share, for the hips of an evaluation. The validation part sets how large they must be,
// because the model chose its epoch there but has not learned from it; subjects of both parts are alike only if the split drew them so.

import type { EvaluationRow, GradeSets } from '../../domain/evaluation/evaluation.ts';
import { conformalThreshold, gradeSet } from '../../statistics/conformal.ts';
import type { GradedAnswer } from './measure-rows.ts';

/** **(ours)** */
const COVERAGE = 0.9;

/** `calibration` holds the rows of the validation part. Answers without a known truth there have no sets. */
export function gradeSetsOf(
  rows: readonly EvaluationRow[],
  calibration: readonly EvaluationRow[],
  answers: readonly GradedAnswer[],
): GradeSets {
  const ofAnswers = answers.flatMap(({ name }) => {
    const known = calibration.flatMap(({ subject, truth, probabilities }) => asHip(subject, truth[name], probabilities[name]));
    if (known.length === 0) return [];
    const threshold = conformalThreshold(known, COVERAGE);
    const sets = rows.map(({ probabilities }) => gradeSet(probabilities[name] ?? [], threshold));
    const tested = rows.flatMap(({ truth }, at) => {
      const grade = truth[name] ?? null;
      return grade === null ? [] : [{ holds: sets[at]?.includes(grade) === true, size: sets[at]?.length ?? 0 }];
    });
    const mean = (value: (hip: (typeof tested)[number]) => number): number =>
      tested.reduce((sum, hip) => sum + value(hip), 0) / tested.length;
    return [{ name, sets, covered: mean(({ holds }) => Number(holds)), size: mean((hip) => hip.size), items: tested.length }];
  });
  return {
    coverage: COVERAGE,
    calibration: { hips: calibration.length, subjects: new Set(calibration.map(({ subject }) => subject)).size },
    answers: Object.fromEntries(ofAnswers.map(({ name, covered, size, items }) => [name, { covered, size, items }])),
    ofRows: rows.map((_, at) => Object.fromEntries(ofAnswers.map(({ name, sets }) => [name, sets[at] ?? []]))),
  };
}

function asHip(subject: string, truth: number | null | undefined, probabilities: readonly number[] | undefined) {
  return typeof truth === 'number' && probabilities !== undefined ? [{ subject, truth, probabilities }] : [];
}
