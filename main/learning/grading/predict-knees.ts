// Grades pictures of knees without a study. Each file is graded by itself, so that a bad file affects only its own row.

import { namingFile } from '../../files/file-failure.ts';
import { findOnlyFilms } from '../../cohort/find-films.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { GreyPicture } from '../../dicom/read-picture.ts';
import { failed, FailureError, isRefusal, success, valueOrThrow, type FileProblem, type Result } from '../../domain/failure.ts';
import type { Side } from '../../domain/hip.ts';
import { storedPicture, type PictureRegion } from '../../imaging/stored-picture.ts';
import type { KneeAnswer, KneeModel } from '../../inference/knee-model.ts';
import type { KneeCard } from '../../inference/model-card.ts';
import { readModelFiles } from '../../inference/model-files.ts';
import { plainPictures } from '../../training/pictures.ts';
import { gradingText } from '../text/grading.ts';
import { readKneePictures } from './knee-picture.ts';

export interface PredictedKnee {
  readonly file: string;
  /** Null if neither the film nor its header says it. */
  readonly side: Side | null;
  readonly picture: GreyPicture;
  /** The part of the picture that the model reads. Undefined for the whole picture. */
  readonly region: PictureRegion | undefined;
  readonly answer: KneeAnswer;
  readonly milliseconds: number;
}

/** What grades the prepared pictures. */
export interface KneeGrader {
  /** How many pictures are best graded together. */
  readonly atOnce: number;
  /** A failure belongs to these pictures. Throws a `FailureError` if no others can be graded either. */
  readonly grade: (inputs: readonly Float32Array[]) => Promise<Result<readonly KneeAnswer[]>>;
}

export interface KneeFiles {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Starts a process that looks into files and archives. */
  readonly startReader: () => ProcessChannel;
  /** Grades elsewhere, instead of the model here. */
  readonly grader?: KneeGrader | undefined;
}

export type KneePrediction =
  | { readonly kind: 'knee'; readonly knee: PredictedKnee }
  /** A file that holds nothing to grade. */
  | ({ readonly kind: 'unread' } & FileProblem)
  | ({ readonly kind: 'error' } & FileProblem);

/**
 * Yields the grade of each picture, or its failure. `clock` returns milliseconds that only rise. Throws a `FailureError` if the model itself
 * cannot be used.
 */
export async function* predictKnees(
  files: KneeFiles,
  modelPath: string,
  clock: () => number = () => performance.now(),
): AsyncGenerator<KneePrediction> {
  if (files.grader !== undefined) {
    const { card } = valueOrThrow(await readModelFiles(modelPath));
    if (card.system !== 3) throw new FailureError(failed('wrong-joint', gradingText.kneeFiles.gradesHips(card.name)).failure);
    return yield* gradeFiles(files, { ...card, grader: files.grader }, clock);
  }
  const { openKneeModel } = await import('../../inference/knee-model.ts');
  const model = valueOrThrow(await openKneeModel(modelPath));
  try {
    yield* gradeFiles(files, { ...model.card, grader: graderHere(model) }, clock);
  } finally {
    await model.close();
  }
}

/** One picture at a time, which is as fast on a processor. */
function graderHere(model: KneeModel): KneeGrader {
  return {
    atOnce: 1,
    grade: async ([input]) => {
      if (input === undefined) return success([]);
      const answer = await model.grade(input);
      return answer.ok ? success([answer.value]) : answer;
    },
  };
}

type Grading = Pick<KneeCard, 'preprocessing'> & { readonly grader: KneeGrader };

interface WaitingKnee extends Pick<PredictedKnee, 'file' | 'side' | 'picture'> {
  readonly input: Float32Array;
  /** How long it took to prepare. */
  readonly milliseconds: number;
}

async function* gradeFiles(order: KneeFiles, grading: Grading, clock: () => number): AsyncGenerator<KneePrediction> {
  const search = { paths: order.paths, landmarks: null };
  const { films, problems } = await findOnlyFilms(search, { ...order, signal: new AbortController().signal });
  for (const problem of problems) yield { kind: isRefusal(problem.failure) ? 'error' : 'unread', ...problem };
  let waiting: WaitingKnee[] = [];
  for (const film of films) {
    const start = clock();
    const file = film.file.location;
    const pictures = await readKneePictures(film);
    if (!pictures.ok) {
      yield { kind: 'error', file, failure: namingFile(pictures.failure, file) };
      continue;
    }
    for (const { side, picture } of pictures.value) {
      const input = kneeInput(picture, grading.preprocessing);
      waiting.push({ file, side, picture, input, milliseconds: (clock() - start) / pictures.value.length });
      if (waiting.length < grading.grader.atOnce) continue;
      yield* gradeGroup(waiting, grading, clock);
      waiting = [];
    }
  }
  if (waiting.length > 0) yield* gradeGroup(waiting, grading, clock);
}

async function* gradeGroup(
  knees: readonly WaitingKnee[],
  { grader, preprocessing: { region } }: Grading,
  clock: () => number,
): AsyncGenerator<KneePrediction> {
  const start = clock();
  const answers = await grader.grade(knees.map(({ input }) => input));
  const share = (clock() - start) / knees.length;
  for (const [i, { file, side, picture, milliseconds }] of knees.entries()) {
    if (!answers.ok) {
      yield { kind: 'error', file, failure: namingFile(answers.failure, file) };
      continue;
    }
    const answer = answers.value[i];
    if (answer === undefined) throw new Error('The model returned fewer gradings than there are knees.');
    yield { kind: 'knee', knee: { file, side, region, picture, answer, milliseconds: milliseconds + share } };
  }
}

/** Prepares a picture as in training: cut to the region, stored in 8 bits, resampled. // [height, width] */
export function kneeInput(picture: GreyPicture, preprocessing: KneeCard['preprocessing']): Float32Array {
  const { stored: size, height, width, inputRange } = preprocessing;
  return plainPictures({ pixels: storedPicture(picture, preprocessing), size }, { height, width }, inputRange);
}
