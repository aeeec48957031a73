// Grades pictures of knees without a study. Each file is graded by itself, so that a bad file affects only its own row.

import { namingFile } from '../../files/file-failure.ts';
import { findOnlyFilms } from '../../cohort/find-films.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { GreyPicture } from '../../dicom/read-picture.ts';
import { isRefusal, valueOrThrow, type FileProblem } from '../../domain/failure.ts';
import type { Side } from '../../domain/hip.ts';
import { storedPicture, type PictureRegion } from '../../imaging/stored-picture.ts';
import type { KneeAnswer, KneeModel } from '../../inference/knee-model.ts';
import type { KneeCard } from '../../inference/model-card.ts';
import { plainPictures } from '../../training/pictures.ts';
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

export interface KneeFiles {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Starts a process that looks into files and archives. */
  readonly startReader: () => ProcessChannel;
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
  { paths, startReader }: KneeFiles,
  modelPath: string,
  clock: () => number = () => performance.now(),
): AsyncGenerator<KneePrediction> {
  const { openKneeModel } = await import('../../inference/knee-model.ts');
  const model = valueOrThrow(await openKneeModel(modelPath));
  try {
    yield* gradeFiles({ paths, startReader }, model, clock);
  } finally {
    await model.close();
  }
}

async function* gradeFiles(order: KneeFiles, model: KneeModel, clock: () => number): AsyncGenerator<KneePrediction> {
  const search = { paths: order.paths, landmarks: null };
  const { films, problems } = await findOnlyFilms(search, { ...order, signal: new AbortController().signal });
  for (const problem of problems) yield { kind: isRefusal(problem.failure) ? 'error' : 'unread', ...problem };
  for (const film of films) {
    const start = clock();
    const file = film.file.location;
    const pictures = await readKneePictures(film);
    if (!pictures.ok) {
      yield { kind: 'error', file, failure: namingFile(pictures.failure, file) };
      continue;
    }
    const { region } = model.card.preprocessing;
    for (const { side, picture } of pictures.value) {
      const answer = await model.grade(kneeInput(picture, model.card.preprocessing));
      if (answer.ok)
        yield { kind: 'knee', knee: { file, side, region, picture, answer: answer.value, milliseconds: clock() - start } };
      else yield { kind: 'error', file, failure: namingFile(answer.failure, file) };
    }
  }
}

/** Prepares a picture as in training: cut to the region, stored in 8 bits, resampled. // [height, width] */
export function kneeInput(picture: GreyPicture, preprocessing: KneeCard['preprocessing']): Float32Array {
  const { stored: size, height, width, inputRange } = preprocessing;
  return plainPictures({ pixels: storedPicture(picture, preprocessing), size }, { height, width }, inputRange);
}
