// Everything that a study stores of one radiograph, from the file's bytes alone: pixels, crops and thumbnails of both hips, digests.
// It knows no study and writes nothing, so it can run in a thread.

import { suspectedText } from '../dicom/burned-in/check-burned-in.ts';
import { isKneeFilm, otherThanAdultHip, otherThanAdultKnee } from '../dicom/adult-hip.ts';
import { readPicture } from '../dicom/read-picture.ts';
import { readForStudy, type RadiographForStudy } from '../dicom/read-radiograph.ts';
import { failed, success, type Result } from '../domain/failure.ts';
import { hasPreview, previewOf } from '../domain/film/preview.ts';
import { withSpacing } from '../domain/film/spacing.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import { CROP_SIZE, CROP_SPACING_MM, toEightBit } from '../domain/hip-crop.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { releaseMemory } from '../domain/typed-arrays.ts';
import { estimateSpacing } from '../imaging/estimate-spacing.ts';
import { parsePoints } from '../imaging/parse-points.ts';
import { kneesOfFilm } from './knees/knees-of-film.ts';
import { cutSquare, objectOf } from './knees/cut-square.ts';
import { filmName, namedByFile } from './film-names.ts';
import type { FilmHip, FilmOrder, PreparedFilm } from './film-task.ts';
import { sha256Of } from '../files/object-store.ts';
import { prepareHips, type HipOutcome } from './prepare-hips.ts';
import { packPixels, toSixteenBit } from './stored-pixels.ts';
import { importText } from './text/import.ts';
import { thumbnailPng } from './thumbnail.ts';

/** Reads the film, crops its hips and compresses it. Fails if the file is not a radiograph. A hip that cannot be cropped is a problem of its own. */
export async function prepareFilm(file: Uint8Array, order: FilmOrder): Promise<Result<PreparedFilm>> {
  const radiographId = sha256Of(file);
  const read = order.kind === 'dicom' ? await readFilm(file, order) : await readPictureFilm(file, order);
  if (!read.ok) return read;
  const { radiograph: film, whole } = read.value;
  const showsKnees = order.whole === null && isKneeFilm(film);
  const elsewhere = order.whole === null ? (showsKnees ? otherThanAdultKnee(film) : otherThanAdultHip(film)) : null;
  if (elsewhere !== null) return { ok: false, failure: elsewhere };
  const { pixels, subject, visit, ...radiograph } = namedByFile(film, order.name);
  const hips = showsKnees ? kneesOfFilm(film) : jointsOf(film, order);
  const textSuspected = suspectedText(film);
  const { values, low, slope } = whole === undefined ? toSixteenBit(pixels) : { ...whole(), slope: 1 };
  releaseMemory(pixels);
  const size = { width: film.width, height: film.height };
  const object = objectOf(await packPixels(values));
  const preview = hasPreview(size) ? { preview: objectOf(await packPixels(previewOf({ ...size, values }).values)) } : {};
  releaseMemory(values);
  return success({
    radiographId,
    subject,
    visit,
    radiograph,
    pixels: { object, ...preview, low, slope },
    hips,
    ...(showsKnees ? { joint: 'knee' as const } : {}),
    ...(textSuspected === null ? {} : { textSuspected }),
  });
}

function jointsOf(radiograph: Radiograph, order: FilmOrder): readonly FilmHip[] {
  if (order.whole === null) return landmarkedHips(radiograph, order);
  return [cutSquare(radiograph, order.whole.side, { from: 0, to: radiograph.width })];
}

async function readFilm(file: Uint8Array, order: FilmOrder): Promise<Result<RadiographForStudy>> {
  const supplied = order.spacingMm ?? spacingFromPoints(order) ?? undefined;
  const read = await readForStudy(file, {
    suppliedSpacingMm: supplied,
    ...(order.correctsSpacing && order.spacingMm !== null ? { correctedSpacingMm: order.spacingMm } : {}),
  });
  if (!read.ok && read.failure.code === 'spacing-unknown' && order.points.length === 0) {
    const unscaled = await readForStudy(file, { suppliedSpacingMm: 1 });
    return unscaled.ok ? success(estimated(unscaled.value, guessedSpacing(unscaled.value.radiograph))) : read;
  }
  if (!read.ok || read.value.radiograph.spacingSource !== 'supplied' || order.spacingMm !== null) return read;
  return success(estimated(read.value, read.value.radiograph.spacingMm));
}

function estimated(read: RadiographForStudy, spacingMm: number): RadiographForStudy {
  return { ...read, radiograph: withSpacing(read.radiograph, spacingMm, 'estimated') };
}

/**
 * Reads a PNG or JPEG picture of a film. Without a spacing from the user, the spacing is estimated: from the points, else from the usual
 * width of a film until the femoral heads are found.
 */
export async function readPictureFilm(
  file: Uint8Array,
  order: Omit<FilmOrder, 'kind' | 'correctsSpacing'>,
): Promise<Result<RadiographForStudy>> {
  const picture = await readPicture(file);
  if (!picture.ok) return picture;
  const { width, height, pixels, highest, orientation } = picture.value;
  const supplied = order.spacingMm !== null ? 'supplied' : 'estimated';
  const guess = order.points.length === 0 ? guessedSpacing({ width, height }) : null;
  const spacingMm = order.spacingMm ?? (order.whole === null ? (spacingFromPoints(order) ?? guess) : WHOLE_PICTURE_MM / width);
  if (spacingMm === null) {
    return failed('spacing-unknown', importText.film.noSpacing(order.name));
  }
  const window = { centre: highest / 2, width: highest };
  const subject = order.whole?.subject ?? filmName(order.name)?.subject ?? order.name.replace(/\.[^.]+$/, '');
  const radiograph = {
    width,
    height,
    pixels,
    spacingMm,
    spacingSource: supplied,
    window,
    subject,
    visit: '',
    ...orientation,
  } as const;
  return success({ radiograph });
}

/** The usual width of a picture of one joint. Measurements on it are marked as estimated. **(ours)** */
const WHOLE_PICTURE_MM = CROP_SIZE * CROP_SPACING_MM;

/** The usual width of a pelvis film. Used until the femoral heads are found, which give a better estimate. **(ours)** */
const FILM_WIDTH_MM = 430;

function guessedSpacing({ width, height }: { readonly width: number; readonly height: number }): number {
  return FILM_WIDTH_MM / Math.max(width, height);
}

function spacingFromPoints({ points, numbering }: Pick<FilmOrder, 'points' | 'numbering'>): number | null {
  const sides = points.map((file) => parsePoints(file.text)).flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
  const estimates = sides.flatMap((side) => estimateSpacing(side, numbering ?? undefined) ?? []);
  return estimates.length === 0 ? null : estimates.reduce((sum, one) => sum + one, 0) / estimates.length;
}

/** A side of which the points say nothing lacks landmarks, so that it is looked for as on a film without points. */
function landmarkedHips(radiograph: Radiograph, { points, name, numbering }: FilmOrder): readonly FilmHip[] {
  const outcomes = prepareHips(radiograph, points, { imageName: name, numbering });
  return SIDES.map((side) =>
    keptHip(side, outcomes[side] ?? failed('landmarks-missing', importText.film.noLandmarksOfSide(side))),
  );
}

/** What a study stores of one hip. */
export function keptHip(side: Side, outcome: HipOutcome): FilmHip {
  if (!outcome.ok) return { side, problem: outcome.failure };
  const { crop, landmarks, numbering } = outcome.value;
  const { frame, intensity } = crop;
  const cut = objectOf(toEightBit(crop.pixels));
  const thumbnail = objectOf(thumbnailPng(cut.bytes, frame.mirrored));
  const prepared = { frame, landmarks, numbering, intensity, cropObject: cut.sha256, thumbnailObject: thumbnail.sha256 };
  return { side, prepared, objects: [cut, thumbnail], quality: outcome.value.quality, warnings: [...outcome.value.warnings] };
}
