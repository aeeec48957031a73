// A file as a picture of a knee: a PNG or JPEG as it is, a DICOM radiograph through the window that its header names.

import { readFile } from 'node:fs/promises';
import { readingFailure } from '../../files/file-failure.ts';
import { findLandmarks } from '../../cohort/find-landmarks.ts';
import { readPicture, type GreyPicture } from '../../dicom/read-picture.ts';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { POINTS_PER_SIDE } from '../../domain/landmark-table.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { parsePoints } from '../../imaging/parse-points.ts';

export async function readKneePicture(file: string): Promise<Result<GreyPicture>> {
  try {
    const bytes = new Uint8Array(await readFile(file));
    const points = (await findLandmarks(file, null)).flatMap(({ text }) => valuesOf(parsePoints(text)));
    if ([POINTS_PER_SIDE, 2 * POINTS_PER_SIDE].includes(points.length)) return hip("points of a hip's outline lie beside it");
    if (isPicture(bytes)) return await readPicture(bytes);
    const read = await readRadiograph(bytes, { suppliedSpacingMm: 1 }); // a knee is not measured in millimetres
    if (!read.ok) {
      if (read.failure.code !== 'not-dicom') return read;
      return failed('picture-malformed', 'A PNG, JPEG or DICOM picture of a knee was expected. Export the picture again.');
    }
    const { bodyPart = '' } = read.value;
    if (/HIP|PELVIS/.test(bodyPart)) return hip(`its header says ${bodyPart}`);
    return success(windowed(read.value));
  } catch (error) {
    const failure = readingFailure(error, file);
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
  return failed(
    'wrong-joint',
    `This is a radiograph of hips (${why}), and the model grades knees. Choose a model that grades hips.`,
  );
}

const WHITE = 65535;

/** As an export to PNG would look. */
function windowed({ width, height, pixels, window }: Radiograph): GreyPicture {
  const low = window.centre - window.width / 2;
  const grey = pixels.map((value) => Math.min(WHITE, Math.max(0, ((value - low) / window.width) * WHITE)));
  return { width, height, pixels: grey, highest: WHITE };
}
