// The part of a film that shows one knee, as a knee model reads it.

import { readFilm } from '../../cohort/stored-picture.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { HipRecord } from '../../database/hips.ts';
import type { RadiographRecord } from '../../database/radiographs.ts';
import type { GreyPicture } from '../../dicom/read-picture.ts';
import type { CropFrame } from '../../domain/geometry.ts';
import type { KneeArea } from '../../domain/study/knee-case.ts';
import { windowedPicture } from '../../learning/grading/knee-picture.ts';

/** Returns the square of the frame as far as the film reaches, in whole pixels. */
export function kneeArea(
  { originX, originY, step, size, mirrored }: CropFrame,
  film: { readonly width: number; readonly height: number },
): KneeArea {
  const edge = step * size;
  const start = { x: (mirrored ? originX - edge + step : originX) - step / 2, y: originY - step / 2 };
  const within = (from: number, length: number): readonly [number, number] => {
    const first = Math.min(length - 1, Math.max(0, Math.round(from + 0.5)));
    const end = Math.min(length, Math.max(first + 1, Math.round(from + edge + 0.5)));
    return [first, end - first];
  };
  const [left, width] = within(start.x, film.width);
  const [top, height] = within(start.y, film.height);
  return { left: left - 0.5, top: top - 0.5, width, height };
}

/** Returns the knee as the film's window shows it. Null if the knee has a problem instead. Throws a `FailureError` with `object-damaged`. */
export async function kneePicture(study: Study, film: RadiographRecord, knee: HipRecord): Promise<GreyPicture | null> {
  if (knee.prepared === null) return null;
  const { left, top, width, height } = kneeArea(knee.prepared.frame, film);
  const values = await readFilm(study.objects, film);
  const { low, slope } = film.pixels;
  const pixels = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (top + 0.5 + row) * film.width + left + 0.5;
    pixels.set(
      Float32Array.from(values.subarray(start, start + width), (value) => low + slope * value),
      row * width,
    );
  }
  return windowedPicture({ width, height, pixels, window: film.window });
}
