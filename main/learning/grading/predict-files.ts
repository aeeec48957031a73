// Grades files without a study. Each file is read, cut and graded by itself, so that a bad file affects only its own row.

import { namingFile, readingFailure } from '../../files/file-failure.ts';
import { namedByFile } from '../../cohort/film-names.ts';
import { findOnlyFilms, type FoundFilm } from '../../cohort/find-films.ts';
import { readPictureFilm } from '../../cohort/prepare-film.ts';
import { readPoints, type LandmarkFile } from '../../cohort/read-points.ts';
import { nameOfSource, readSource } from '../../cohort/sources/source-file.ts';
import { prepareHips, type HipOutcome, type HipOutcomes, type PreparedCrop } from '../../cohort/prepare-hips.ts';
import { otherThanAdultHip } from '../../dicom/adult-hip.ts';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { failed, isRefusal, success, valueOrThrow, type Failure, type Result, type FileProblem } from '../../domain/failure.ts';
import type { HipGrading } from '../../domain/grading.ts';
import { inOrder } from '../../processes/in-order.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { SIDES, type Hip, type Side } from '../../domain/hip.ts';
import type { Numbering } from '../../domain/landmark-table.ts';
import type { Patient } from '../../domain/person/mention.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import { confirmPoints } from './confirm-points.ts';
import { findHips, type FindHipsOrder } from './find-hips.ts';
import type { Inference } from '../../inference/inference.ts';
import { isPicture } from './knee-picture.ts';
import { gradingText } from '../text/grading.ts';

export interface PredictOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A landmark file for all images, or a folder of such files. Null to look beside each image. */
  readonly landmarks: string | null;
  readonly spacingMm: number | null;
  /** The numbering of points that fit both. Null refuses them. */
  readonly numbering: Numbering | null;
  readonly modelPath: string;
  /** The folder of the networks that find hips in films without landmarks; see `locatingNetworks`. */
  readonly networks: string;
  /** Starts a process that looks into files and archives. */
  readonly startReader: () => ProcessChannel;
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
  /** A file that holds nothing to grade. */
  | ({ readonly kind: 'unread' } & FileProblem)
  | ({ readonly kind: 'error' } & FileProblem);

/** Yields each hip once it is graded, and one error per bad file and cause. Throws a `FailureError` if the model itself cannot be used. */
export async function* predictFiles(options: PredictOptions, inference: Inference): AsyncGenerator<Prediction> {
  // The model opens while the first file is read. If it cannot be opened, no file can be graded.
  const ready = inference.grade(options.modelPath, []);
  const { signal } = new AbortController();
  const { films, problems } = await findOnlyFilms(options, { ...options, signal });
  for (const problem of problems) yield { kind: isRefusal(problem.failure) ? 'error' : 'unread', ...problem };
  const preparing = new Set<Promise<unknown>>();
  const prepare = async (film: FoundFilm): Promise<Result<PreparedFile>> => {
    const prepared = prepareFile(film, options, inference);
    preparing.add(prepared);
    return prepared.finally(() => preparing.delete(prepared));
  };
  try {
    for await (const { item, value } of inOrder(films, { ahead: AHEAD, signal }, prepare)) {
      if (value.ok) valueOrThrow(await ready);
      yield* gradeFile(item, value, options, inference);
    }
  } finally {
    await Promise.allSettled(preparing); // the caller closes the inference, which nothing may ask then
  }
  valueOrThrow(await ready);
}

async function* gradeFile(
  film: FoundFilm,
  hips: Result<PreparedFile>,
  { modelPath }: PredictOptions,
  inference: Inference,
): AsyncGenerator<Prediction> {
  const file = film.file.location;
  if (!hips.ok) return yield { kind: 'error', file, failure: namingFile(hips.failure, file) };
  const { sides } = hips.value;
  const radiograph = namedByFile(hips.value.radiograph, nameOfSource(film.file));
  const [right, left] = await Promise.all([
    gradeOne(sides.right, modelPath, inference),
    gradeOne(sides.left, modelPath, inference),
  ]);
  const gradings = { right, left };
  const errors = new Map<Failure['code'], Failure>();
  for (const side of SIDES) {
    const { outcome, pointsFrom } = sides[side];
    const hip = { subject: radiograph.subject, visit: radiograph.visit, side };
    if (!outcome.ok && outcome.failure.code === 'hip-replaced') {
      const { identityRemoved = false, patient } = radiograph;
      yield { kind: 'left-out', file, hip, identityRemoved, patient, failure: outcome.failure };
      continue;
    }
    const graded = gradings[side];
    if (!graded.ok) {
      if (!errors.has(graded.failure.code)) errors.set(graded.failure.code, withDoubts(graded.failure, radiograph));
      continue;
    }
    const { grading, maps, prepared } = graded.value;
    yield { kind: 'hip', hip: { file, hip, grading, maps, prepared, radiograph, pointsFrom } };
  }
  for (const failure of errors.values()) yield { kind: 'error', file, failure: namingFile(failure, file) };
}

/** While the hips of a film are graded in another process, the next film is prepared in this one. More would only hold memory. */
const AHEAD = 2;

/** Adds what is doubtful about the film's values and scale, which may be why a hip was not found. */
function withDoubts({ code, message }: Failure, { warnings = [] }: Radiograph): Failure {
  const doubts = warnings.filter((one) => one.code === 'values-doubtful' || one.code === 'spacing-doubtful');
  return { code, message: [message, ...doubts.map((one) => one.message)].join(' ') };
}

interface PreparedFile {
  readonly radiograph: Radiograph;
  readonly sides: Readonly<Record<Side, PreparedSide>>;
}

interface PreparedSide {
  readonly outcome: HipOutcome;
  readonly pointsFrom: PointsFrom;
}

async function prepareFile(
  { file, points: found }: FoundFilm,
  options: PredictOptions,
  inference: Inference,
): Promise<Result<PreparedFile>> {
  try {
    const whole = await readSource(file);
    if (!whole.ok) return whole;
    const bytes = whole.value;
    const imageName = nameOfSource(file);
    const texts = await readPoints(found);
    if (!texts.ok) return texts;
    const points = texts.value;
    const read = isPicture(bytes) ? await pictureFilm(bytes, { imageName, points }, options) : await readFilm(bytes, options);
    if (read.ok && read.value.bodyPart?.includes('KNEE') === true) return failed('wrong-joint', gradingText.hip.kneeRadiograph);
    const elsewhere = read.ok ? otherThanAdultHip(read.value) : null;
    if (elsewhere !== null) return { ok: false, failure: elsewhere };
    const finders = inference.finders(options.networks);
    if (points.length === 0) return await findHipsOfFile(read, { bytes, imageName }, finders);
    if (!read.ok) return read;
    const radiograph = read.value;
    const marked = prepareHips(radiograph, points, { imageName, numbering: options.numbering });
    const own = await confirmPoints(radiograph, marked, finders);
    return success({ radiograph, sides: await withFoundSides(own, { radiograph, spacingKnown: true, imageName }, finders) });
  } catch (error) {
    const failure = readingFailure(error, file.location);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

async function readFilm(bytes: Uint8Array, { spacingMm }: PredictOptions): Promise<Result<Radiograph>> {
  return readRadiograph(bytes, spacingMm === null ? {} : { correctedSpacingMm: spacingMm });
}

/** A picture states no spacing. It is read as an import reads it. */
async function pictureFilm(
  bytes: Uint8Array,
  { imageName: name, points }: { readonly imageName: string; readonly points: readonly LandmarkFile[] },
  { spacingMm, numbering }: PredictOptions,
): Promise<Result<Radiograph>> {
  const read = await readPictureFilm(bytes, { name, points, spacingMm, numbering, whole: null });
  return read.ok ? success(read.value.radiograph) : read;
}

/** Finds the hips of a radiograph without landmarks, and estimates its spacing if the file does not give it. */
async function findHipsOfFile(
  read: Result<Radiograph>,
  { bytes, imageName }: { readonly bytes: Uint8Array; readonly imageName: string },
  finders: ReturnType<Inference['finders']>,
): Promise<Result<PreparedFile>> {
  const spacingKnown = read.ok ? read.value.spacingSource !== 'estimated' : read.failure.code !== 'spacing-unknown';
  const readable = spacingKnown || read.ok ? read : await readRadiograph(bytes, { suppliedSpacingMm: 1 });
  if (!readable.ok) return readable;
  const other = otherThanAdultHip(readable.value);
  if (other !== null) return { ok: false, failure: other };
  const found = await findHips({ radiograph: readable.value, spacingKnown, imageName }, finders);
  if (!found.ok) return found;
  const { radiograph, sides } = found.value;
  const told = isPicture(bytes) && SIDES.every((side) => !sides[side].ok) ? withKneeHint : (one: HipOutcome) => one;
  return success({ radiograph, sides: { right: fromNetwork(told(sides.right)), left: fromNetwork(told(sides.left)) } });
}

/** No header says which joint a picture shows, and a knee has no hip. */
function withKneeHint(outcome: HipOutcome): HipOutcome {
  if (outcome.ok) return outcome;
  const { code, message } = outcome.failure;
  return failed(code, gradingText.hip.orKnee(message));
}

/** Finds the hip of which the points say nothing, as on a film without points. */
async function withFoundSides(
  own: HipOutcomes,
  order: FindHipsOrder,
  finders: ReturnType<Inference['finders']>,
): Promise<PreparedFile['sides']> {
  const isWhole = SIDES.every((side) => own[side] !== undefined);
  const found = isWhole ? null : await findHips(order, finders);
  const sideOf = (side: Side): PreparedSide => {
    const outcome = own[side];
    if (outcome !== undefined) return { outcome, pointsFrom: 'file' };
    if (found === null) throw new Error('Both sides have an outcome.');
    return fromNetwork(found.ok ? found.value.sides[side] : found);
  };
  return { right: sideOf('right'), left: sideOf('left') };
}

function fromNetwork(outcome: HipOutcome): PreparedSide {
  return { outcome, pointsFrom: 'network' };
}

async function gradeOne(
  { outcome }: PreparedSide,
  modelPath: string,
  inference: Inference,
): Promise<Result<GradedHip & { prepared: PreparedCrop }>> {
  if (!outcome.ok) return outcome;
  const prepared = outcome.value;
  const { crop, numbering } = prepared;
  const graded = await inference.grade(modelPath, [{ pixels: crop.pixels, landmarks: crop.landmarks, numbering }]);
  if (!graded.ok) return graded;
  const [hip] = graded.value;
  if (hip === undefined) throw new Error('Inference returned no grading for the crop.');
  return success({ ...hip, prepared });
}
