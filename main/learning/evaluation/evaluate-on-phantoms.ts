// How good a model is on a phantom cohort that no training saw: agreement with the true grades, and whether the evidence for
// positive grades lies where the osteophytes are. Every interval is a bootstrap over subjects.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Grade } from '../../domain/grade.ts';
import type { GradingOf, HipGrading } from '../../domain/grading.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { seededRandom } from '../../domain/random.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import { openModel } from '../../inference/model.ts';
import { phantomHips } from '../../phantom/hips.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { clusteredEstimate, type Estimate } from '../../statistics/bootstrap.ts';
import { confusionMatrix } from '../../statistics/confusion.ts';
import { meanKappa, quadraticKappa } from '../../statistics/kappa.ts';
import { answerFigures, type AnswersEvaluation, type KnownHip } from './answer-figures.ts';

export interface EvaluationOptions {
  /** The ONNX file; its card lies beside it. */
  readonly model: string;
  readonly subjects: number;
  readonly seed: number;
  readonly threads?: number;
}

export interface Evaluation {
  readonly model: string;
  readonly seed: number;
  readonly subjects: number;
  readonly hips: number;
  readonly meanKappa: Estimate;
  readonly kappa: PerQuadrant<Estimate>;
  /** Counts by truth (row) and prediction (column). */
  readonly confusion: PerQuadrant<number[][]>;
  /** Of the global head. */
  readonly globalAuc: Estimate;
  readonly positiveQuadrants: number;
  /** The share of quadrants truly above grade 0 whose Grad-CAM of P(grade >= 1) peaks inside the zone. */
  readonly peakInZone: Estimate;
  readonly peakInZoneByQuadrant: PerQuadrant<number>;
  /** The mean share of Grad-CAM mass inside the zone, over the same quadrants. */
  readonly attentionInZone: Estimate;
  readonly millisecondsPerHip: number;
}

export interface EvaluatedHip {
  readonly subject: string;
  readonly truth: PerQuadrant<Grade>;
  readonly grading: GradingOf<'grades'>;
}

type Progress = (done: number, total: number) => void;

/** Grades the cohort's hips without implants, one visit a subject, with a model of System 1. */
export async function evaluateModel(
  options: EvaluationOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<Evaluation>> {
  const graded = await gradedPhantoms(options, progress, signal);
  if (!graded.ok) return graded;
  const { model, hips } = graded.value;
  const own = hips.flatMap(({ subject, truth, grading }) =>
    grading.kind === 'grades' ? [{ subject, truth: truth.quadrants, grading }] : [],
  );
  return own.length === hips.length ? success(figures(model, options, own)) : otherEvaluation(model);
}

/** The same with a model of System 2 or 4. */
export async function evaluateAnswers(
  options: EvaluationOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<AnswersEvaluation>> {
  const graded = await gradedPhantoms(options, progress, signal);
  if (!graded.ok) return graded;
  const { model, hips } = graded.value;
  const own = hips.flatMap(({ subject, truth, grading }) => (grading.kind === 'grades' ? [] : [{ subject, truth, grading }]));
  return own.length === hips.length && own.length > 0 ? success(answerFigures(model, options, own)) : otherEvaluation(model);
}

function otherEvaluation(model: string): Result<never> {
  return failed('bad-request', `${model} is of another system than this evaluation is for. Use "osteograde evaluate".`);
}

interface GradedPhantoms {
  /** Its name. */
  readonly model: string;
  readonly hips: readonly { readonly subject: string; readonly truth: KnownHip; readonly grading: HipGrading }[];
}

async function gradedPhantoms(
  { model: path, threads, subjects, seed }: EvaluationOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<GradedPhantoms>> {
  const opened = await openModel(path, { threads });
  if (!opened.ok) return opened;
  const model = opened.value;
  const hips: GradedPhantoms['hips'][number][] = [];
  let done = 0;
  try {
    for await (const phantom of phantomHips({ subjects, visits: 1, seed })) {
      if (signal.aborted) return failed('stopped', 'The evaluation was stopped.');
      progress(++done, 2 * subjects);
      if (phantom.implant) continue;
      const { hip, crop8, landmarks, grades, narrowing, sclerosis, cysts } = phantom;
      const graded = await model.grade({ pixels: crop8, landmarks }, LANDMARK_TABLES.original);
      if (!graded.ok) return graded;
      const findings = { 'joint-space-narrowing': narrowing, sclerosis, cysts };
      hips.push({ subject: hip.subject, truth: { quadrants: grades, findings }, grading: graded.value.grading });
    }
    return success({ model: model.card.name, hips });
  } finally {
    await model.close();
  }
}

/** The figures of graded hips whose truth is known; `seed` draws the intervals. */
export function figures(
  model: string,
  { subjects, seed }: Pick<EvaluationOptions, 'subjects' | 'seed'>,
  hips: readonly EvaluatedHip[],
): Evaluation {
  const estimate = (statistic: (some: readonly EvaluatedHip[]) => number): Estimate =>
    clusteredEstimate(hips, statistic, seededRandom(`${seed}/intervals`));
  const readings = (some: readonly EvaluatedHip[]) =>
    perQuadrant((quadrant) => ({
      truth: some.map(({ truth }) => truth[quadrant]),
      predicted: some.map(({ grading }) => grading.quadrants[quadrant].grade),
    }));
  const positives = (some: readonly EvaluatedHip[]) =>
    some.flatMap(({ truth, grading }) => {
      return QUADRANTS.filter((quadrant) => truth[quadrant] > 0).map((quadrant) => ({
        quadrant,
        ...grading.quadrants[quadrant],
      }));
    });
  const milliseconds = hips.map(({ grading }) => grading.milliseconds).sort((a, b) => a - b);
  return {
    model,
    seed,
    subjects,
    hips: hips.length,
    meanKappa: estimate((some) => meanKappa(Object.values(readings(some)))),
    kappa: perQuadrant((quadrant) => estimate((some) => quadraticKappa(readings(some)[quadrant]))),
    confusion: perQuadrant((quadrant) => confusionMatrix(readings(hips)[quadrant], 4)),
    globalAuc: estimate((some) =>
      areaUnderRoc(
        some.map(({ truth }) => QUADRANTS.some((quadrant) => truth[quadrant] > 0)),
        some.map(({ grading }) => grading.globalProbability),
      ),
    ),
    positiveQuadrants: positives(hips).length,
    peakInZone: estimate((some) => mean(positives(some).map(({ peakInZone }) => (peakInZone ? 1 : 0)))),
    peakInZoneByQuadrant: perQuadrant((quadrant) =>
      mean(positives(hips).flatMap((each) => (each.quadrant === quadrant ? [each.peakInZone ? 1 : 0] : []))),
    ),
    attentionInZone: estimate((some) => mean(positives(some).map(({ attentionInZone }) => attentionInZone))),
    millisecondsPerHip: milliseconds[Math.floor(milliseconds.length / 2)],
  };
}

/** The figures that go onto a model's card. */
export function cardFigures({ seed, subjects, hips, meanKappa, kappa, globalAuc, peakInZone }: Evaluation): ModelFigure[] {
  const data = `${hips} hips of ${subjects} phantom subjects that training never saw, seed ${seed}`;
  const figure = (name: string, { value, low, high }: Estimate): ModelFigure => ({ name, value, low, high, data });
  return [
    figure('mean kappa', meanKappa),
    ...QUADRANTS.map((quadrant) => figure(`kappa, ${quadrant}`, kappa[quadrant])),
    figure('AUC of the global answer', globalAuc),
    figure('Grad-CAM peak inside the zone, of positive quadrants', peakInZone),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
