// Draws the pictures that the questions of an import show, in a reader process.

import { basename } from 'node:path';
import { encode } from 'fast-png';
import { z } from 'zod';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { success, type Result } from '../../domain/failure.ts';
import { CircleSchema, PointSchema } from '../../domain/geometry.ts';
import { CROP_SIZE, toEightBit } from '../../domain/hip-crop.ts';
import { LANDMARK_TABLES, landmarksAt, type Numbering } from '../../domain/landmark-table.ts';
import { BytesSchema } from '../../domain/typed-arrays.ts';
import { fitCircle } from '../../domain/measure/circle-fit.ts';
import { sidesFromPoints } from '../../imaging/landmark-sides.ts';
import { parsePoints } from '../../imaging/parse-points.ts';
import { percentiles } from '../../imaging/percentile.ts';
import { resample } from '../../imaging/resample.ts';
import type { Hip } from '../../domain/hip.ts';
import type { CohortFile } from '../cohort-file/read-cohort-file.ts';
import { readSource, type SourceFile } from '../sources/source-file.ts';
import { thumbnailPng } from '../thumbnail.ts';
import { readPoints } from '../read-points.ts';

const HeadSchema = z.object({ circle: CircleSchema, arc: z.array(PointSchema) });

/** A hip, and the femoral head as each numbering would place it. */
export const NumberingPictureSchema = z.object({
  /** PNG, `size` pixels wide and high. */
  picture: BytesSchema,
  size: z.number(),
  heads: z.object({ original: HeadSchema, renumbered: HeadSchema }),
});

type NumberingPicture = z.infer<typeof NumberingPictureSchema>;

/** Both hips of a visit as they lie in a cohort file, as PNG. */
export const MirroredPicturesSchema = z.object({ right: BytesSchema, left: BytesSchema });

/** Null if the film or its points do not show a hip. */
export async function showNumbering(film: SourceFile, file: SourceFile): Promise<Result<NumberingPicture | null>> {
  const bytes = await readSource(film);
  const radiograph = bytes.ok ? await readRadiograph(bytes.value) : bytes;
  if (!radiograph.ok) return radiograph;
  const texts = await readPoints([file]);
  if (!texts.ok) return texts;
  const [points] = texts.value.map(({ text }) => parsePoints(text));
  if (points?.ok !== true) return success(null);
  const head = (numbering: Numbering) => {
    const placed = sidesFromPoints(points.value, radiograph.value, { fileName: basename(file.location), numbering });
    const side = placed.ok ? (placed.value.sides.right ?? placed.value.sides.left) : undefined;
    if (side?.ok !== true) return null;
    const arc = landmarksAt(side.value, LANDMARK_TABLES[numbering].femoralHeadArc);
    const circle = fitCircle(arc);
    return circle === undefined ? null : { arc, circle };
  };
  const heads = { original: head('original'), renumbered: head('renumbered') };
  if (heads.original === null || heads.renumbered === null) return success(null);
  // The picture is wide enough for both heads.
  const middle = {
    x: (heads.original.circle.x + heads.renumbered.circle.x) / 2,
    y: (heads.original.circle.y + heads.renumbered.circle.y) / 2,
  };
  const apart = Math.hypot(
    heads.original.circle.x - heads.renumbered.circle.x,
    heads.original.circle.y - heads.renumbered.circle.y,
  );
  const span = 3 * Math.max(heads.original.circle.radius, heads.renumbered.circle.radius) + apart;
  const step = span / CROP_SIZE;
  const [left, top] = [middle.x - span / 2, middle.y - span / 2];
  const grey = resample(radiograph.value, { start: left, step, count: CROP_SIZE }, { start: top, step, count: CROP_SIZE });
  const [low, high] = percentiles(grey, [1, 99]);
  const shown = toEightBit(grey.map((value) => (value - low) / Math.max(1e-6, high - low)));
  const drawn = ({ arc, circle }: NonNullable<ReturnType<typeof head>>) => ({
    circle: { x: (circle.x - left) / step, y: (circle.y - top) / step, radius: circle.radius / step },
    arc: arc.map(({ x, y }) => ({ x: (x - left) / step, y: (y - top) / step })),
  });
  return success({
    picture: encode({ width: CROP_SIZE, height: CROP_SIZE, data: shown, depth: 8, channels: 1 }),
    size: CROP_SIZE,
    heads: { original: drawn(heads.original), renumbered: drawn(heads.renumbered) },
  });
}

/** `right` has a left hip beside it in the file. Null if either has no crop. */
export function showMirrored(cohort: CohortFile, right: Hip): z.infer<typeof MirroredPicturesSchema> | null {
  const crops = { right: cohort.crop(right), left: cohort.crop({ ...right, side: 'left' }) };
  if (!crops.right.ok || !crops.left.ok) return null;
  const picture = (image: Float32Array): Uint8Array => thumbnailPng(toEightBit(image), false);
  return { right: picture(crops.right.value.image), left: picture(crops.left.value.image) };
}
