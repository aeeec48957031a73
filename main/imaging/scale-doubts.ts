// Checks the scale of a film against the hip itself: the heads of adults differ little in size, and a model needs pixels of its own size.

import { failed, success, type Result } from '../domain/failure.ts';
import { patientSpacingOf } from '../domain/film/spacing.ts';
import { warning, type Warning } from '../domain/film/warning.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import { CROP_SPACING_MM } from '../domain/hip-crop.ts';
import type { Side } from '../domain/hip.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { imagingText } from './text.ts';

/** Diameters of adult femoral heads, with the magnification of a film. docs/science.md. **(ours)** */
export const HEAD_MM = { least: 35, most: 65 } as const;

/** Beyond these diameters the scale is wrong, not the hip. The upper one is `MAX_HEAD_RADIUS_MM`. **(ours)** */
const POSSIBLE_HEAD_MM = { least: 25, most: 80 } as const;

/**
 * Twice the pixel of the crop. A coarser film lacks the upper half of the frequencies that the model was trained on, and the edge of a
 * small osteophyte is then narrower than a pixel. **(ours)**
 */
const COARSEST_SPACING_MM = 2 * CROP_SPACING_MM;

/** Returns what makes a grade at this scale doubtful. Fails if the head cannot have the size that it has at this scale. */
export function scaleDoubts(
  radiograph: Pick<Radiograph, 'spacingMm' | 'spacingSource' | 'patientPlane'>,
  landmarks: readonly ImagePoint[],
  { side, table }: { readonly side: Side; readonly table: LandmarkTable },
): Result<readonly Warning[]> {
  const { spacingMm, spacingSource } = radiograph;
  const coarse =
    spacingMm > COARSEST_SPACING_MM
      ? [warning('too-coarse', imagingText.scale.tooCoarse(spacingMm, CROP_SPACING_MM, COARSEST_SPACING_MM))]
      : [];
  const head = fitCircle(table.femoralHeadArc.flatMap((index) => landmarks[index] ?? []));
  // An estimated spacing comes from the heads, so their size proves nothing.
  if (head === undefined || spacingSource === 'estimated') return success(coarse);
  const spacing = patientSpacingOf(radiograph);
  const diameterMm = 2 * head.radius * spacing.mm;
  if (isWithin(diameterMm, HEAD_MM)) return success(coarse);
  const size = { side, diameterMm, spacing, expected: HEAD_MM };
  if (!isWithin(diameterMm, POSSIBLE_HEAD_MM)) return failed('spacing-implausible', imagingText.scale.impossibleHead(size));
  return success([...coarse, warning('head-size-implausible', imagingText.scale.unusualHead(size))]);
}

function isWithin(value: number, { least, most }: { readonly least: number; readonly most: number }): boolean {
  return value >= least && value <= most;
}
