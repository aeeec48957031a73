// Reads a picture of a knee from a file: a PNG or JPEG as it is, a DICOM radiograph through the window in its header.

import { readingFailure } from '../../files/file-failure.ts';
import type { FoundFilm } from '../../cohort/find-films.ts';
import { readPoints } from '../../cohort/read-points.ts';
import { readSource } from '../../cohort/sources/source-file.ts';
import { readPicture, type GreyPicture } from '../../dicom/read-picture.ts';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { POINTS_PER_SIDE } from '../../domain/landmark-table.ts';
import type { Side } from '../../domain/hip.ts';
import { showsBothKnees } from '../../imaging/knee-halves.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { parsePoints } from '../../imaging/parse-points.ts';
import { gradingText } from '../text/grading.ts';

/** One knee of a film. The side is null if neither the film nor its header says it. */
export interface KneePicture {
  readonly side: Side | null;
  readonly picture: GreyPicture;
}

/** Returns the knee of the file, or the right and the left one of a film of both. */
export async function readKneePictures(film: FoundFilm): Promise<Result<KneePicture[]>> {
  const read = await readKneeFilm(film);
  if (!read.ok) return read;
  const { picture, side } = read.value;
  if (side !== null || !showsBothKnees(picture)) return success([{ side, picture }]);
  const middle = Math.floor(picture.width / 2);
  return success([
    { side: 'right', picture: squareOf(picture, 0, middle) },
    { side: 'left', picture: squareOf(picture, picture.width - middle, middle) },
  ]);
}

/** The largest square within these columns, at half the film's height. */
function squareOf({ width, height, pixels, highest }: GreyPicture, from: number, columns: number): GreyPicture {
  const edge = Math.min(columns, height);
  const [left, top] = [from + Math.floor((columns - edge) / 2), Math.floor((height - edge) / 2)];
  const square = new Float32Array(edge * edge);
  for (let row = 0; row < edge; row++) {
    const start = (top + row) * width + left;
    square.set(pixels.subarray(start, start + edge), row * edge);
  }
  return { width: edge, height: edge, pixels: square, highest };
}

async function readKneeFilm({ file, points: pointsFiles }: FoundFilm): Promise<Result<KneePicture>> {
  try {
    const whole = await readSource(file);
    if (!whole.ok) return whole;
    const bytes = new Uint8Array(whole.value);
    const landmarks = await readPoints(pointsFiles);
    const points = (landmarks.ok ? landmarks.value : []).flatMap(({ text }) => valuesOf(parsePoints(text)));
    if ([POINTS_PER_SIDE, 2 * POINTS_PER_SIDE].includes(points.length)) return hip(gradingText.knee.landmarksBeside);
    if (isPicture(bytes)) {
      const picture = await readPicture(bytes);
      return picture.ok ? success({ side: null, picture: picture.value }) : picture;
    }
    const read = await readRadiograph(bytes, { suppliedSpacingMm: 1 }); // the model needs no spacing
    if (!read.ok) {
      if (read.failure.code !== 'not-dicom') return read;
      return failed('picture-malformed', gradingText.knee.unknownFile);
    }
    const { bodyPart = '' } = read.value;
    if (/HIP|PELVIS/.test(bodyPart)) return hip(gradingText.knee.bodyPartIs(bodyPart));
    return success({ side: read.value.laterality ?? null, picture: windowedPicture(read.value) });
  } catch (error) {
    const failure = readingFailure(error, file.location);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

function valuesOf<T>(parsed: Result<readonly T[]>): readonly T[] {
  return parsed.ok ? parsed.value : [];
}

export function isPicture(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xd8) || (bytes[0] === 0x89 && bytes[1] === 0x50);
}

function hip(why: string): Result<never> {
  return failed('wrong-joint', gradingText.knee.hipRadiograph(why));
}

const WHITE = 65535;

/** Returns the picture as an export to PNG would show it. */
export function windowedPicture({
  width,
  height,
  pixels,
  window,
}: Pick<Radiograph, 'width' | 'height' | 'pixels' | 'window'>): GreyPicture {
  const low = window.centre - window.width / 2;
  const grey = pixels.map((value) => Math.min(WHITE, Math.max(0, ((value - low) / window.width) * WHITE)));
  return { width, height, pixels: grey, highest: WHITE };
}
