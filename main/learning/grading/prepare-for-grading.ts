// Reads one film and cuts its hips for a model that grades them.

import { readPictureFilm } from '../../cohort/prepare-film.ts';
import { prepareHips, type HipOutcome, type HipOutcomes } from '../../cohort/prepare-hips.ts';
import { readPoints, type LandmarkFile } from '../../cohort/read-points.ts';
import { nameOfSource, readSource } from '../../cohort/sources/source-file.ts';
import { otherThanAdultHip } from '../../dicom/adult-hip.ts';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { SIDES, type Side } from '../../domain/hip.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { releaseMemory } from '../../domain/typed-arrays.ts';
import { readingFailure } from '../../files/file-failure.ts';
import { hipPicture } from '../../imaging/hip-picture.ts';
import type { Inference } from '../../inference/inference.ts';
import { confirmPoints } from './confirm-points.ts';
import type { FilmOrder, GradableFilm, GradableHip, PointsFrom } from './gradable-film.ts';
import { findHips, type FindHipsOrder } from './find-hips.ts';
import { isPicture } from './knee-picture.ts';
import { gradingText } from '../text/grading.ts';

interface CutFilm {
  readonly radiograph: Radiograph;
  readonly sides: Readonly<Record<Side, CutSide>>;
}

interface CutSide {
  readonly outcome: HipOutcome;
  readonly pointsFrom: PointsFrom;
}

/** Fails if the file cannot be read or shows something else. `finders` opens the networks of a folder. */
export async function prepareForGrading(order: FilmOrder, finders: Inference['finders']): Promise<Result<GradableFilm>> {
  try {
    const whole = await readSource(order.file);
    if (!whole.ok) return whole;
    const film = await cutFilm(whole.value, order, finders(order.networks));
    releaseMemory(whole.value);
    if (!film.ok) return film;
    const { pixels, ...radiograph } = film.value.radiograph;
    const { right, left } = film.value.sides;
    const drawn = (side: CutSide) => ({
      ...side,
      outcome: withPicture(side.outcome, order.pictures ? film.value.radiograph : null),
    });
    const sides = { right: drawn(right), left: drawn(left) };
    releaseMemory(pixels);
    return success({ radiograph, sides });
  } catch (error) {
    const failure = readingFailure(error, order.file.location);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

function withPicture(outcome: HipOutcome, film: Radiograph | null): Result<GradableHip> {
  if (!outcome.ok) return outcome;
  const { frame, intensity } = outcome.value.crop;
  return success({ ...outcome.value, picture: film === null ? null : hipPicture(film, frame, intensity) });
}

type OpenFinders = ReturnType<Inference['finders']>;

async function cutFilm(bytes: Uint8Array, order: FilmOrder, finders: OpenFinders): Promise<Result<CutFilm>> {
  const imageName = nameOfSource(order.file);
  const texts = await readPoints(order.points);
  if (!texts.ok) return texts;
  const points = texts.value;
  const read = isPicture(bytes) ? await pictureFilm(bytes, { imageName, points }, order) : await readFilm(bytes, order);
  if (read.ok && read.value.bodyPart?.includes('KNEE') === true) return failed('wrong-joint', gradingText.hip.kneeRadiograph);
  const elsewhere = read.ok ? otherThanAdultHip(read.value) : null;
  if (elsewhere !== null) return { ok: false, failure: elsewhere };
  if (points.length === 0) return findHipsOfFile(read, { bytes, imageName }, finders);
  if (!read.ok) return read;
  const radiograph = read.value;
  const marked = prepareHips(radiograph, points, { imageName, numbering: order.numbering });
  const own = await confirmPoints(radiograph, marked, finders);
  return success({ radiograph, sides: await withFoundSides(own, { radiograph, spacingKnown: true, imageName }, finders) });
}

async function readFilm(bytes: Uint8Array, { spacingMm }: FilmOrder): Promise<Result<Radiograph>> {
  return readRadiograph(bytes, spacingMm === null ? {} : { correctedSpacingMm: spacingMm });
}

/** A picture states no spacing. It is read as an import reads it. */
async function pictureFilm(
  bytes: Uint8Array,
  { imageName: name, points }: { readonly imageName: string; readonly points: readonly LandmarkFile[] },
  { spacingMm, numbering }: FilmOrder,
): Promise<Result<Radiograph>> {
  const read = await readPictureFilm(bytes, { name, points, spacingMm, numbering, whole: null });
  return read.ok ? success(read.value.radiograph) : read;
}

/** Finds the hips of a radiograph without landmarks, and estimates its spacing if the file does not give it. */
async function findHipsOfFile(
  read: Result<Radiograph>,
  { bytes, imageName }: { readonly bytes: Uint8Array; readonly imageName: string },
  finders: OpenFinders,
): Promise<Result<CutFilm>> {
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
async function withFoundSides(own: HipOutcomes, order: FindHipsOrder, finders: OpenFinders): Promise<CutFilm['sides']> {
  const isWhole = SIDES.every((side) => own[side] !== undefined);
  const found = isWhole ? null : await findHips(order, finders);
  const sideOf = (side: Side): CutSide => {
    const outcome = own[side];
    if (outcome !== undefined) return { outcome, pointsFrom: 'file' };
    if (found === null) throw new Error('Both sides have an outcome.');
    return fromNetwork(found.ok ? found.value.sides[side] : found);
  };
  return { right: sideOf('right'), left: sideOf('left') };
}

function fromNetwork(outcome: HipOutcome): CutSide {
  return { outcome, pointsFrom: 'network' };
}
