// How good a model of System 3 is on knees whose grade is known: pictures in class folders, graded as `predict` grades them.

import { resolve } from 'node:path';
import { classFolderPicture } from '../../cohort/labels/class-folder.ts';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import type { InstalledModel } from '../grading/installed-models.ts';
import { KELLGREN_LAWRENCE_GRADES } from '../../network/architectures/heads.ts';
import { confusionMatrix } from '../../statistics/confusion.ts';
import { figuresOf, type GradedAnswer } from '../../training/tasks/graded-figures.ts';
import { estimated, GRADED, type MeasuredFigure } from './measure-network.ts';
import { predictKnees } from '../grading/predict-knees.ts';

/** Of one part: a model that saw the pictures of `train` and was chosen on those of `val` looks better there than it is. */
interface KneePart {
  readonly part: 'train' | 'val' | 'test';
  readonly knees: number;
  readonly subjects: number;
  readonly figures: readonly MeasuredFigure[];
  /** Knees by their true grade, then by the model's. // [5, 5] */
  readonly confusion: readonly (readonly number[])[];
}

export interface KneeEvaluation {
  readonly model: string;
  readonly parts: readonly KneePart[];
  readonly millisecondsPerKnee: number;
  readonly errors: readonly { readonly file: string; readonly failure: Failure }[];
}

/** `seed`: of the intervals. Bad files are reported and left out. Throws a `FailureError` when the model itself cannot be used. */
export async function evaluateKnees(
  { folder, model, seed }: { readonly folder: string; readonly model: InstalledModel; readonly seed: number },
  progress: (done: number) => void,
): Promise<Result<KneeEvaluation>> {
  const answers = new Map<KneePart['part'], GradedAnswer[]>();
  const errors: { file: string; failure: Failure }[] = [];
  const times: number[] = [];
  for await (const prediction of predictKnees([resolve(folder)], model.path)) {
    if (prediction.kind === 'error') {
      errors.push(prediction);
      continue;
    }
    const { file, answer, milliseconds } = prediction.knee;
    const place = classFolderPicture(file);
    if (place === null) continue;
    const { part, subject, grade: truth } = place;
    answers.set(part, [...(answers.get(part) ?? []), { subject, truth, predicted: answer.grade, presence: answer.presence }]);
    times.push(milliseconds);
    progress(times.length);
  }
  if (times.length === 0) {
    return failed(
      'labels-malformed',
      'No picture of the folder says its grade. Pictures in train, val or test, there in folders 0 to 4, named like 9001695L.png were expected.',
    );
  }
  const parts = [...answers].map(([part, own]) => partOf(part, own, seed));
  const millisecondsPerKnee = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  return success({ model: model.name, parts, millisecondsPerKnee, errors });
}

function partOf(part: KneePart['part'], answers: readonly GradedAnswer[], seed: number): KneePart {
  const readings = { truth: answers.map(({ truth }) => truth), predicted: answers.map(({ predicted }) => predicted) };
  const figures = GRADED.map((name) => {
    const statistic = (items: readonly number[]): number =>
      figuresOf(
        items.map((item) => answers[item]),
        KELLGREN_LAWRENCE_GRADES,
      )[name];
    return estimated(name, answers, statistic, seed);
  });
  return {
    part,
    knees: answers.length,
    subjects: new Set(answers.map(({ subject }) => subject)).size,
    figures,
    confusion: confusionMatrix(readings, KELLGREN_LAWRENCE_GRADES),
  };
}
