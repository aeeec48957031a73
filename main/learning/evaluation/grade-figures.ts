// The figures of a model that grades quadrants (System 1): its agreement with the true grades, and whether the evidence for positive
// grades lies in their zones. Every interval is a bootstrap over subjects.

import type { EvaluationRow } from '../../domain/evaluation/evaluation.ts';
import type { Grade } from '../../domain/grade.ts';
import type { GradingOf } from '../../domain/grading.ts';
import type { Hip } from '../../domain/hip.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import { seededRandom } from '../../domain/random.ts';
import { clusteredEstimate, type Estimate } from '../../statistics/bootstrap.ts';
import { expectedCalibrationError } from '../../statistics/calibration.ts';
import { mean, upperMedian } from './averages.ts';
import { answersOfKind, evaluationRow } from './evaluation-rows.ts';
import type { Evaluation } from './evaluation.ts';
import { measureRows, sortedRows } from './measure-rows.ts';
import { testTable } from './test-table.ts';

export interface EvaluatedHip {
  readonly hip: Hip;
  readonly truth: PerQuadrant<Grade>;
  readonly grading: GradingOf<'grades'>;
}

/** Returns the figures of graded hips whose true grades are known. `seed` draws the intervals. */
export function gradeFigures(model: string, { seed }: { readonly seed: number }, hips: readonly EvaluatedHip[]): Evaluation {
  const rows = sortedRows(hips.map(({ hip, truth, grading }) => evaluationRow(hip, { grades: truth }, { grading })));
  const measured = measureRows(rows, answersOfKind('grades'), { seed });
  const bySubject = hips.map(({ hip, truth, grading }) => ({ subject: hip.subject, truth, grading }));
  const estimate = (statistic: (some: readonly Omit<EvaluatedHip, 'hip'>[]) => number): Estimate =>
    clusteredEstimate(bySubject, statistic, seededRandom(`${seed}/intervals`));
  const answer = (quadrant: Quadrant) => {
    const own = measured.answers[quadrant];
    if (own === undefined) throw new Error(`The quadrant ${quadrant} was not measured.`);
    return own;
  };
  const { meanQuadraticKappa = NOT_DEFINED, globalAuc = NOT_DEFINED, peakInZone = NOT_DEFINED } = measured.figures;
  return {
    model,
    seed,
    subjects: measured.subjects,
    hips: measured.hips,
    meanKappa: meanQuadraticKappa,
    kappa: perQuadrant((quadrant) => answer(quadrant).figures['quadraticKappa'] ?? NOT_DEFINED),
    confusion: perQuadrant((quadrant) => answer(quadrant).confusion),
    recallOfGradeTwo: estimate((some) =>
      mean(quadrantAnswers(some).flatMap(({ truth, grade }) => (truth === 2 ? [grade === 2 ? 1 : 0] : []))),
    ),
    calibrationError: estimate((some) => expectedCalibrationError(quadrantAnswers(some))),
    globalAuc,
    positiveQuadrants: rows.reduce((sum, row) => sum + positivesOf(row), 0),
    peakInZone,
    peakInZoneByQuadrant: perQuadrant((quadrant) => answer(quadrant).figures['peakInZone']?.value ?? Number.NaN),
    attentionInZone: measured.figures['attentionInZone'] ?? NOT_DEFINED,
    millisecondsPerHip: upperMedian(hips.map(({ grading }) => grading.milliseconds)),
    measured,
    rows,
  };
}

const NOT_DEFINED = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

function positivesOf({ truth }: EvaluationRow): number {
  return QUADRANTS.filter((quadrant) => (truth[quadrant] ?? 0) > 0).length;
}

/** One answer for each quadrant of each hip. */
export function quadrantAnswers(hips: readonly Omit<EvaluatedHip, 'hip'>[]) {
  return hips.flatMap(({ truth, grading }) =>
    QUADRANTS.map((quadrant) => ({ quadrant, truth: truth[quadrant], ...grading.quadrants[quadrant] })),
  );
}

/** Returns the figures for the model's card, with the recall of each grade. */
export function cardFigures({ seed, subjects, hips, measured, ...rest }: Evaluation): ModelFigure[] {
  const data = `${hips} hips of ${subjects} phantom subjects that training never saw, seed ${seed}`;
  return [
    ...testTable(measured, data),
    { name: 'recall of grade 2', ...rest.recallOfGradeTwo, data },
    { name: 'expected calibration error, ten bins of equal mass', ...rest.calibrationError, data },
  ];
}
