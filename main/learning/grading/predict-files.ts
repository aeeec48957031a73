// Grades files without a study. Each file is read, cut and graded by itself, so that a bad file affects only its own row.

import { basename } from 'node:path';
import { namingFile, readingFailure } from '../../files/file-failure.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { findLandmarks } from '../../cohort/find-landmarks.ts';
import { findRadiographs } from '../../cohort/find-radiographs.ts';
import { prepareHips, type HipOutcomes, type PreparedCrop } from '../../cohort/prepare-hips.ts';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { failed, success, valueOrThrow, type Failure, type Result, type FileProblem } from '../../domain/failure.ts';
import type { HipGrading } from '../../domain/grading.ts';
import { SIDES, type Hip } from '../../domain/hip.ts';
import type { Patient } from '../../domain/person/mention.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import { findHips } from './find-hips.ts';
import type { Inference } from '../../inference/inference.ts';
import { isPicture } from './knee-picture.ts';
import { gradingText } from '../text/grading.ts';

export interface PredictOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A landmark file for all images, or a folder of such files. Null to look beside each image. */
  readonly landmarks: string | null;
  readonly spacingMm: number | null;
  readonly modelPath: string;
  /** The folder of the networks that find hips in films without landmarks; see `locatingNetworks`. */
  readonly networks: string;
}

/** A graded hip, with everything that its pictures and report need. */
export interface PredictedHip {
  readonly file: string;
  readonly hip: Hip;
  readonly grading: HipGrading;
  readonly maps: GradedHip['maps'];
  readonly prepared: PreparedCrop;
  readonly radiograph: Radiograph;
  readonly pointsFrom: PointsFrom;
}

/** Whether the landmarks come from a file or from the network. */
type PointsFrom = 'file' | 'network';

/** A hip that is not graded because it is a prosthesis. */
export interface LeftOutHip {
  readonly file: string;
  readonly hip: Hip;
  /** The header states that its identity was removed. */
  readonly identityRemoved: boolean;
  /** Absent for pictures. */
  readonly patient: Patient | undefined;
  readonly failure: Failure;
}

export type Prediction =
  | { readonly kind: 'hip'; readonly hip: PredictedHip }
  | ({ readonly kind: 'left-out' } & LeftOutHip)
  | ({ readonly kind: 'error' } & FileProblem);

/** Yields each hip once it is graded, and one error per bad file. Throws a `FailureError` if the model itself cannot be used. */
export async function* predictFiles(options: PredictOptions, inference: Inference): AsyncGenerator<Prediction> {
  // The model opens while the first file is read. If it cannot be opened, no file can be graded.
  const ready = inference.grade(options.modelPath, []);
  const { files, problems } = await findRadiographs(options.paths);
  for (const { file, failure } of problems) yield { kind: 'error', file, failure: namingFile(failure, file) };
  for (const file of files) {
    const hips = await prepareFile(file, options, inference);
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
        const { identityRemoved = false, patient } = radiograph;
        yield { kind: 'left-out', file, hip, identityRemoved, patient, failure: outcome.failure };
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

async function prepareFile(file: string, options: PredictOptions, inference: Inference): Promise<Result<PreparedFile>> {
  try {
    const whole = await readRegularFile(file);
    if (!whole.ok) return whole;
    const bytes = whole.value;
    if (isPicture(bytes)) return failed('not-dicom', gradingText.hip.pictureFile);
    const imageName = basename(file);
    const found = await findLandmarks(file, options.landmarks);
    if (!found.ok) return found;
    const points = found.value;
    const read = await readRadiograph(bytes, options.spacingMm === null ? {} : { suppliedSpacingMm: options.spacingMm });
    if (read.ok && read.value.bodyPart?.includes('KNEE') === true) return failed('wrong-joint', gradingText.hip.kneeRadiograph);
    if (points.length === 0) return await findHipsOfFile(read, { bytes, imageName }, inference.finders(options.networks));
    if (!read.ok) return read;
    const sides = prepareHips(read.value, points, { imageName, numbering: null });
    return success({ radiograph: read.value, sides, pointsFrom: 'file' });
  } catch (error) {
    const failure = readingFailure(error, file);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** Finds the hips of a radiograph without landmarks, and estimates its spacing if the file does not give it. */
async function findHipsOfFile(
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
  if (!graded.ok) return graded;
  const [hip] = graded.value;
  if (hip === undefined) throw new Error('Inference returned no grading for the crop.');
  return success({ ...hip, prepared });
}
