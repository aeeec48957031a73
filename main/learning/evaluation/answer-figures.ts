// The figures of a model that answers presence (System 2) or findings (System 4): each answer is compared with the truth if that is known,
// and the evidence for truly positive answers with their zones. Every interval is a bootstrap over subjects.

import type { Estimate, EvaluationRow, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import { FINDING_GRADES, FINDINGS, quadrantsOf, type Finding } from '../../domain/finding.ts';
import { GRADES, type Grade } from '../../domain/grade.ts';
import type { GradingOf, HeatmapAnswer } from '../../domain/grading.ts';
import type { Hip } from '../../domain/hip.ts';
import { QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { upperMedian } from './averages.ts';
import { answersOfKind, evaluationRow, type EvidenceGround } from './evaluation-rows.ts';
import { measureRows, sortedRows } from './measure-rows.ts';

/** The true grades of a hip's quadrants, null unless all are known, and of findings that do not follow from them. */
export interface HipTruth {
  readonly quadrants: PerQuadrant<Grade> | null;
  readonly findings: Readonly<Partial<Record<Finding, Grade>>>;
}

/** A hip whose quadrants are all known. */
export interface KnownHip extends HipTruth {
  readonly quadrants: PerQuadrant<Grade>;
}

export interface AnsweredHip {
  readonly hip: Hip;
  readonly truth: HipTruth;
  readonly grading: GradingOf<'presence'> | GradingOf<'findings'>;
  readonly place?: EvidenceGround;
}

/** The figures of one answer. NaN, written as null, for a figure that is not defined. */
interface AnswerFigures {
  readonly accuracy: Estimate;
  /** AUC of grade 1 and above. */
  readonly auc: Estimate;
  /** Quadratic kappa; Cohen's kappa for two grades. */
  readonly kappa: Estimate;
  readonly linearKappa: Estimate;
  readonly unweightedKappa: Estimate;
  readonly positives: number;
}

export interface AnswersEvaluation {
  readonly kind: 'presence' | 'findings';
  readonly model: string;
  readonly seed: number;
  readonly subjects: number;
  readonly hips: number;
  readonly answers: Readonly<Partial<Record<HeatmapAnswer, AnswerFigures>>>;
  /** Measured on truly positive answers that have zones. */
  readonly peakInZone: Estimate;
  readonly attentionInZone: Estimate;
  readonly millisecondsPerHip: number;
  /** Every figure, and the rows from which all of them follow. */
  readonly measured: MeasuredRows;
  readonly rows: readonly EvaluationRow[];
}

/** Undefined if the truth is not known. The osteophyte finding of a bone is the higher of its two quadrants. */
export function truthOf({ quadrants, findings }: HipTruth, answer: HeatmapAnswer): Grade | undefined {
  if (!isFinding(answer)) return quadrants?.[answer];
  const grades = quadrantsOf(answer).map((quadrant) => quadrants?.[quadrant]);
  return findings[answer] ?? GRADES.findLast((grade) => grades.includes(grade));
}

function isFinding(answer: HeatmapAnswer): answer is Finding {
  return answer in FINDING_GRADES;
}

/** `hips` holds at least one hip, and answers of one kind only. `seed` draws the intervals. */
export function answerFigures(
  model: string,
  { seed }: { readonly seed: number },
  hips: readonly AnsweredHip[],
): AnswersEvaluation {
  const [first] = hips;
  if (first === undefined) throw new Error('Figures need at least one hip.');
  const { kind } = first.grading;
  const answers = kind === 'findings' ? FINDINGS : QUADRANTS;
  const rows = sortedRows(
    hips.map(({ hip, truth, grading, place }) =>
      evaluationRow(
        hip,
        { grades: Object.fromEntries(answers.map((answer) => [answer, truthOf(truth, answer) ?? null])) },
        { grading, place },
      ),
    ),
  );
  const measured = measureRows(rows, answersOfKind(kind), { seed });
  const figuresOf = (answer: HeatmapAnswer): [HeatmapAnswer, AnswerFigures][] => {
    const own = measured.answers[answer];
    if (own === undefined || own.items === 0) return [];
    const figure = (name: string): Estimate => own.figures[name] ?? NOT_DEFINED;
    const positives = rows.filter(({ truth }) => (truth[answer] ?? 0) > 0).length;
    return [
      [
        answer,
        {
          accuracy: figure('accuracy'),
          auc: figure('aucAtLeast1'),
          kappa: figure('quadraticKappa'),
          linearKappa: figure('linearKappa'),
          unweightedKappa: figure('unweightedKappa'),
          positives,
        },
      ],
    ];
  };
  return {
    kind,
    model,
    seed,
    subjects: measured.subjects,
    hips: hips.length,
    answers: Object.fromEntries(answers.flatMap(figuresOf)),
    peakInZone: measured.figures['peakInZone'] ?? NOT_DEFINED,
    attentionInZone: measured.figures['attentionInZone'] ?? NOT_DEFINED,
    millisecondsPerHip: upperMedian(hips.map(({ grading }) => grading.milliseconds)),
    measured,
    rows,
  };
}

const NOT_DEFINED = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
