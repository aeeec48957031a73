// Measures a model of System 3 on pictures of knees in class folders. It grades them as `predict` does.

import { basename, resolve } from 'node:path';
import { classFolderPicture, type ClassFolderPicture } from '../../cohort/labels/class-folder.ts';
import { failed, success, type FileProblem, type Result } from '../../domain/failure.ts';
import type { InstalledModel } from '../grading/installed-models.ts';
import { KELLGREN_LAWRENCE_GRADES } from '../../network/architectures/heads.ts';
import { confusionMatrix } from '../../statistics/confusion.ts';
import { unweightedKappa } from '../../statistics/kappa.ts';
import { figuresOf, type GradedAnswer } from '../../training/tasks/graded-figures.ts';
import { upperMedian } from './averages.ts';
import type { MeasuredFigure } from './evaluation.ts';
import { GRADED, figureWithInterval } from './measure-network.ts';
import { predictKnees, type KneeFiles } from '../grading/predict-knees.ts';
import { evaluationText } from '../text/evaluation.ts';

/** The figures of one part. A model looks better than it is on `train`, which it learned from, and on `val`, which chose its epoch. */
interface KneePart {
  readonly part: 'train' | 'val' | 'test';
  readonly knees: number;
  readonly subjects: number;
  readonly figures: readonly MeasuredFigure[];
  /** Counts by true grade (row) and predicted grade (column). // [5, 5] */
  readonly confusion: readonly (readonly number[])[];
}

/** One knee: what its folder says, and what the model answers. */
interface KneeRow extends Pick<ClassFolderPicture, 'part' | 'subject' | 'side'> {
  readonly truth: number;
  readonly grade: number;
  readonly probabilities: readonly number[];
}

export interface KneeEvaluation {
  readonly model: string;
  readonly parts: readonly KneePart[];
  /** By part, subject and side. */
  readonly perKnee: readonly KneeRow[];
  readonly millisecondsPerKnee: number;
  readonly errors: readonly FileProblem[];
  /** Files that hold no knee, and knees whose path gives no grade. */
  readonly leftOut: readonly FileProblem[];
}

export interface KneeEvaluationOrder extends Pick<KneeFiles, 'startReader' | 'grader'> {
  readonly folder: string;
  readonly model: InstalledModel;
  readonly seed: number;
}

/** `seed` draws the intervals. Unusable files are reported and left out. Throws a `FailureError` if the model itself cannot be used. */
export async function evaluateKnees(
  { folder, model, seed, startReader, grader }: KneeEvaluationOrder,
  progress: (done: number) => void,
): Promise<Result<KneeEvaluation>> {
  const answers = new Map<KneePart['part'], GradedAnswer[]>();
  const errors: FileProblem[] = [];
  const leftOut: FileProblem[] = [];
  const times: number[] = [];
  const perKnee: KneeRow[] = [];
  for await (const prediction of predictKnees({ paths: [resolve(folder)], startReader, grader }, model.path)) {
    if (prediction.kind === 'error' || prediction.kind === 'unread') {
      const { file, failure } = prediction;
      (prediction.kind === 'error' ? errors : leftOut).push({ file, failure });
      continue;
    }
    const { file, answer, milliseconds } = prediction.knee;
    const path = classFolderPicture(file);
    if (path === null) {
      leftOut.push({ file, ...failed('left-out', evaluationText.noGradeInPath(basename(file))) });
      continue;
    }
    const { part, subject, side, grade: truth } = path;
    perKnee.push({ part, subject, side, truth, grade: answer.grade, probabilities: answer.probabilities });
    answers.set(part, [...(answers.get(part) ?? []), { subject, truth, predicted: answer.grade, presence: answer.presence }]);
    times.push(milliseconds);
    progress(times.length);
  }
  if (times.length === 0) {
    return failed('labels-malformed', evaluationText.noGradeInFolder);
  }
  const parts = [...answers].map(([part, own]) => partOf(part, own, seed));
  const sorted = perKnee.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return success({ model: model.name, parts, perKnee: sorted, millisecondsPerKnee: upperMedian(times), errors, leftOut });
}

function nameOf({ part, subject, side }: KneeRow): string {
  return [part, subject, side].join('|');
}

function partOf(part: KneePart['part'], answers: readonly GradedAnswer[], seed: number): KneePart {
  const readings = { truth: answers.map(({ truth }) => truth), predicted: answers.map(({ predicted }) => predicted) };
  const figures = GRADED.map((name) => {
    const statistic = (some: readonly GradedAnswer[]): number => figuresOf(some, KELLGREN_LAWRENCE_GRADES)[name];
    return figureWithInterval(name, answers, statistic, seed);
  });
  // The figure that Gorriz reports.
  const unweighted = (some: readonly GradedAnswer[]): number =>
    unweightedKappa(
      { truth: some.map(({ truth }) => truth), predicted: some.map(({ predicted }) => predicted) },
      KELLGREN_LAWRENCE_GRADES,
    );
  return {
    part,
    knees: answers.length,
    subjects: new Set(answers.map(({ subject }) => subject)).size,
    figures: [...figures, figureWithInterval('unweightedKappa', answers, unweighted, seed)],
    confusion: confusionMatrix(readings, KELLGREN_LAWRENCE_GRADES),
  };
}
