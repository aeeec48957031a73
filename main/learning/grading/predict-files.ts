// Grades files without a study: read, find or place the points, cut, grade, file by file, so that a bad one costs only its own row.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { namingFile, readingFailure } from '../../files/file-failure.ts';
import { findLandmarks } from '../../cohort/find-landmarks.ts';
import { findRadiographs } from '../../cohort/find-radiographs.ts';
import { prepareHips, type HipOutcomes, type PreparedCrop } from '../../cohort/prepare-hips.ts';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { failed, success, valueOrThrow, type Failure, type Result } from '../../domain/failure.ts';
import type { HipGrading } from '../../domain/grading.ts';
import { SIDES, type Hip } from '../../domain/hip.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import { findHips } from './find-hips.ts';
import type { Inference } from '../../inference/inference.ts';
import { isPicture } from './knee-picture.ts';

export interface PredictOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A points file for every image, or a folder of them; null for beside each image. */
  readonly landmarks: string | null;
  readonly spacingMm: number | null;
  readonly modelPath: string;
  /** The folder of the networks that find the hips of an image without points; see `locatingNetworks`. */
  readonly networks: string;
}

/** A graded hip with all that pictures and reports are made from. */
export interface PredictedHip {
  readonly file: string;
  readonly hip: Hip;
  readonly grading: HipGrading;
  readonly maps: GradedHip['maps'];
  readonly prepared: PreparedCrop;
  readonly radiograph: Radiograph;
  readonly pointsFrom: PointsFrom;
}

/** Whether the hip's points were given or found. */
type PointsFrom = 'file' | 'network';

/** A hip that is there and not to be graded: a prosthesis. */
export interface LeftOutHip {
  readonly file: string;
  readonly hip: Hip;
  readonly failure: Failure;
}

export interface PredictError {
  readonly file: string;
  readonly failure: Failure;
}

export type Prediction =
  | { readonly kind: 'hip'; readonly hip: PredictedHip }
  | ({ readonly kind: 'left-out' } & LeftOutHip)
  | ({ readonly kind: 'error' } & PredictError);

/** Yields each hip as it is graded and one error for each bad file. Throws a `FailureError` when the model itself cannot be used. */
export async function* predictFiles(options: PredictOptions, inference: Inference): AsyncGenerator<Prediction> {
  // Opened while the first file is read; without it no file can be graded, so its failure ends everything.
  const ready = inference.grade(options.modelPath, []);
  const { files, problems } = await findRadiographs(options.paths);
  for (const { file, failure } of problems) yield { kind: 'error', file, failure: namingFile(failure, file) };
  for (const file of files) {
    const hips = await preparedFile(file, options, inference);
    if (!hips.ok) {
      yield { kind: 'error', file, failure: namingFile(hips.failure, file) };
      continue;
    }
    valueOrThrow(await ready);
    const { radiograph, sides, pointsFrom } = hips.value;
    let error: Failure | null = null;
    for (const side of SIDES) {
      const outcome = sides[side];
      if (outcome === undefined) continue;
      const hip = { subject: radiograph.subject, visit: radiograph.visit, side };
      if (!outcome.ok && outcome.failure.code === 'hip-replaced') {
        yield { kind: 'left-out', file, hip, failure: outcome.failure };
        continue;
      }
      const graded = outcome.ok ? await gradeOne(outcome.value, options.modelPath, inference) : outcome;
      if (!graded.ok) {
        error ??= graded.failure;
        continue;
      }
      const { grading, maps, prepared } = graded.value;
      yield { kind: 'hip', hip: { file, hip, grading, maps, prepared, radiograph, pointsFrom } };
    }
    if (error !== null) yield { kind: 'error', file, failure: namingFile(error, file) };
  }
  valueOrThrow(await ready);
}

interface PreparedFile {
  readonly radiograph: Radiograph;
  readonly sides: HipOutcomes;
  readonly pointsFrom: PointsFrom;
}

const ASK = 'To grade knees, name a model of knees with --model; "osteograde models" lists them.';
const PICTURE = `This is a PNG or JPEG picture, and models of hips read DICOM radiographs. Give the radiograph itself. ${ASK}`;
const KNEE = `The header of this radiograph says that it shows a knee, and the model grades hips. ${ASK}`;

async function preparedFile(file: string, options: PredictOptions, inference: Inference): Promise<Result<PreparedFile>> {
  try {
    const bytes = await readFile(file);
    if (isPicture(bytes)) return failed('not-dicom', PICTURE);
    const imageName = basename(file);
    const points = await findLandmarks(file, options.landmarks);
    const read = await readRadiograph(bytes, options.spacingMm === null ? {} : { suppliedSpacingMm: options.spacingMm });
    if (read.ok && read.value.bodyPart?.includes('KNEE') === true) return failed('wrong-joint', KNEE);
    if (points.length === 0) return await foundFile(read, { bytes, imageName }, inference.finders(options.networks));
    if (!read.ok) return read;
    const sides = prepareHips(read.value, points, { imageName, numbering: null });
    return success({ radiograph: read.value, sides, pointsFrom: 'file' });
  } catch (error) {
    const failure = readingFailure(error, file);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** A radiograph without points: its hips are found, and its spacing is estimated where the file does not say it. */
async function foundFile(
  read: Result<Radiograph>,
  { bytes, imageName }: { readonly bytes: Uint8Array; readonly imageName: string },
  finders: ReturnType<Inference['finders']>,
): Promise<Result<PreparedFile>> {
  const spacingKnown = read.ok || read.failure.code !== 'spacing-unknown';
  const readable = spacingKnown ? read : await readRadiograph(bytes, { suppliedSpacingMm: 1 });
  if (!readable.ok) return readable;
  const found = await findHips({ radiograph: readable.value, spacingKnown, imageName }, finders);
  if (!found.ok) return found;
  return success({ radiograph: found.value.radiograph, sides: found.value.sides, pointsFrom: 'network' });
}

async function gradeOne(
  prepared: PreparedCrop,
  modelPath: string,
  inference: Inference,
): Promise<Result<GradedHip & { prepared: PreparedCrop }>> {
  const { crop, numbering } = prepared;
  const graded = await inference.grade(modelPath, [{ pixels: crop.pixels, landmarks: crop.landmarks, numbering }]);
  return graded.ok ? success({ ...graded.value[0], prepared }) : graded;
}
