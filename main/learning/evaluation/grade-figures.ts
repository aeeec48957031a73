// The figures of a model that grades quadrants (System 1): its agreement with the true grades, and whether the evidence for positive
// grades lies in their zones. Every interval is a bootstrap over subjects.

import type { EvaluationRow } from '../../domain/evaluation/evaluation.ts';
import type { Grade } from '../../domain/grade.ts';
import type { GradingOf } from '../../domain/grading.ts';
import type { Hip } from '../../domain/hip.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import { upperMedian } from './averages.ts';
import { answersOfKind, evaluationRow, type EvidenceGround } from './evaluation-rows.ts';
import type { Evaluation } from './evaluation.ts';
import { measureRows, sortedRows } from './measure-rows.ts';
import { testTable } from './test-table.ts';

export interface EvaluatedHip {
  readonly hip: Hip;
  readonly truth: PerQuadrant<Grade>;
  readonly grading: GradingOf<'grades'>;
  readonly place?: EvidenceGround;
}

/** Returns the figures of graded hips whose true grades are known. `seed` draws the intervals. */
export function gradeFigures(model: string, { seed }: { readonly seed: number }, hips: readonly EvaluatedHip[]): Evaluation {
  const rows = sortedRows(
    hips.map(({ hip, truth, grading, place }) => evaluationRow(hip, { grades: truth }, { grading, place })),
  );
  const measured = measureRows(rows, answersOfKind('grades'), { seed });
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

/** Returns the figures for the model's card, with the recall of each grade. */
export function cardFigures({ seed, subjects, hips, measured }: Evaluation): ModelFigure[] {
  return testTable(measured, `${hips} hips of ${subjects} phantom subjects that training never saw, seed ${seed}`);
}
