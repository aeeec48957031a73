// Measures a model on a folder of radiographs with `labels.csv`. Labels and radiographs are matched by subject, visit and side.

import { failed, success, type Result, type FileProblem } from '../../domain/failure.ts';
import type { Numbering } from '../../domain/landmark-table.ts';
import { answerFigures, type AnsweredHip, type AnswersEvaluation } from './answer-figures.ts';
import type { Evaluation } from './evaluation.ts';
import { labelTableIn, readFolderLabels, type FilmedHip } from './folder-labels.ts';
import type { EvidenceGround } from './evaluation-rows.ts';
import { type EvaluatedHip, gradeFigures } from './grade-figures.ts';
import type { InstalledModel } from '../grading/installed-models.ts';
import type { SessionChoice } from '../../inference/choose-session.ts';
import type { OpenedModel } from '../../inference/inference.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { predictFiles, type PredictedHip, type PredictProcesses } from '../grading/predict-files.ts';
import { evaluationText } from '../text/evaluation.ts';
import { leakOf } from './seen-subjects.ts';

interface FolderRest {
  /** Hips that the model graded, but without labels of what it answers. */
  readonly unlabelled: number;
  /** Labelled hips that no graded hip matches. */
  readonly unmatchedLabels: number;
  readonly errors: readonly FileProblem[];
  /** Prostheses, and files that hold nothing to grade. */
  readonly leftOut: readonly FileProblem[];
}

/** For a model of System 1, or of System 2 or 4. */
export type FolderEvaluation = (Evaluation | AnswersEvaluation) & FolderRest;

export interface FolderEvaluationOrder {
  readonly folder: string;
  readonly model: InstalledModel;
  /** The folder of the networks that find hips in films without landmarks. */
  readonly networks: string;
  /** The numbering of points that fit both. Null refuses them. */
  readonly numbering: Numbering | null;
  /** Draws the intervals. */
  readonly seed: number;
  /** Starts a process that looks into files and archives. */
  readonly startReader: () => ProcessChannel;
  /** What grades, and who is told what does; see `PredictOptions`. */
  readonly choice?: SessionChoice | undefined;
  readonly onOpened?: ((model: OpenedModel) => void) | undefined;
}

/**
 * Grades every radiograph of the folder and compares with the labels. Unusable files and lines of the table are reported and left out.
 * Fails with `split-leak` if the films show a subject of the model's training or validation.
 */
export async function evaluateFolder(
  order: FolderEvaluationOrder,
  processes: PredictProcesses,
  progress: (done: number) => void,
): Promise<Result<FolderEvaluation>> {
  const table = await labelTableIn(order.folder);
  const labels = await readFolderLabels(table, order.model.card.system === 4 ? 'findings' : 'quadrants');
  if (!labels.ok) return labels;
  const hips: EvaluatedHip[] = [];
  const answered: AnsweredHip[] = [];
  const errors: FileProblem[] = [...labels.value.problems];
  const graded: (FilmedHip & Pick<PredictedHip, 'grading'> & { readonly place: EvidenceGround })[] = [];
  const prostheses: FilmedHip[] = [];
  const leftOut: FileProblem[] = [];
  const { networks, model, numbering, startReader, choice, onOpened } = order;
  const options = {
    paths: [order.folder],
    landmarks: null,
    spacingMm: null,
    numbering,
    modelPath: model.path,
    networks,
    pictures: false,
    startReader,
    choice,
    onOpened,
  };
  for await (const prediction of predictFiles(options, processes)) {
    if (prediction.kind === 'error') {
      errors.push({ file: prediction.file, failure: prediction.failure });
      continue;
    }
    if (prediction.kind === 'hip') {
      const { hip, grading, maps, prepared, radiograph } = prediction.hip;
      const place = { maps, landmarks: prepared.crop.landmarks, numbering: prepared.numbering };
      progress(graded.push({ hip, grading, place, patient: radiograph.patient }));
      continue;
    }
    // The labels of a prosthesis have no grade either. The label table itself is read.
    if (prediction.kind === 'left-out') prostheses.push(prediction);
    if (prediction.file !== table) leftOut.push({ file: prediction.file, failure: prediction.failure });
  }
  const leak = leakOf(
    model,
    graded.map(({ hip }) => hip.subject),
  );
  if (leak !== undefined) return leak;
  const { truthOf, personOf, problems } = labels.value.match([...prostheses, ...graded]);
  errors.push(...problems);
  for (const film of graded) {
    const { grading, place } = film;
    const truth = truthOf(film);
    const subject = personOf(film);
    const hip = { ...film.hip, subject };
    if (truth === null) continue;
    if (grading.kind !== 'grades') answered.push({ hip, truth, grading, place });
    else if (truth.quadrants !== null) hips.push({ hip, truth: truth.quadrants, grading, place });
  }
  const compared = [...hips, ...answered];
  if (compared.length === 0) {
    return failed('labels-malformed', evaluationText.noLabelledHip);
  }
  const { seed } = order;
  const found = hips.length > 0 ? gradeFigures(model.name, { seed }, hips) : answerFigures(model.name, { seed }, answered);
  const unmatchedLabels = labels.value.hips - compared.length;
  return success({ ...found, unlabelled: graded.length - compared.length, unmatchedLabels, errors, leftOut });
}
