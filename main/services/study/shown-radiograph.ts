// A radiograph of a study as the case screens draw it.

import type { RadiographRecord } from '../../database/radiographs.ts';
import { FilmDetailsSchema } from '../../domain/film/details.ts';
import { patientSpacingOf } from '../../domain/film/spacing.ts';
import type { Case } from '../../domain/study/case.ts';

export function shownRadiograph(record: RadiographRecord): Case['radiograph'] {
  const { radiographId, width, height, spacingMm, spacingSource, window, monochrome1, pixels, turn, warnings, details } = record;
  const known = details === undefined ? {} : { details: FilmDetailsSchema.parse(details) };
  const patientPlane = patientSpacingOf(record);
  const own = { radiographId, width, height, spacingMm, spacingSource, patientPlane, window: { ...window }, monochrome1 };
  return { ...own, turn, warnings: [...warnings], pixels: pixels.object, ...known };
}
