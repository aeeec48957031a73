// The objects to which a study's rows refer, in pages, so that other statements can run between them.

import { z } from 'zod';
import type { StudyDatabase } from '../study-database.ts';

export interface ReferencedObject {
  readonly sha256: string;
  /** The hip or radiograph that uses it, by its name in the study. */
  readonly usedBy: string;
}

const PAGE = 500;

const HipRow = z.object({
  id: z.string(),
  crop: z.string(),
  thumbnail: z.string(),
  segmentation: z.string().nullable(),
  used_by: z.string(),
});
const RadiographRow = z.object({ id: z.string(), pixels: z.string(), preview: z.string().nullable(), used_by: z.string() });

/** Crops, thumbnails and segmentations by hip, then pixels and previews by radiograph. An object used twice is listed twice. */
export function* referencedObjects(database: StudyDatabase): Generator<readonly ReferencedObject[]> {
  const hips = database.prepare(
    `SELECT c.hip_id AS id, c.crop_object AS crop, c.thumbnail_object AS thumbnail,
       json_extract(c.cohort_origin, '$.segmentation.object') AS segmentation,
       h.subject || ' ' || h.visit || ' ' || h.side AS used_by
     FROM crops AS c JOIN hips AS h USING (hip_id) WHERE c.hip_id > ? ORDER BY c.hip_id LIMIT ${PAGE}`,
  );
  for (const rows of pagesOf((after) => z.array(HipRow).parse(hips.all(after))))
    yield rows.flatMap(({ crop, thumbnail, segmentation, used_by }) =>
      [crop, thumbnail, segmentation].filter((sha256) => sha256 !== null).map((sha256) => ({ sha256, usedBy: used_by })),
    );
  const radiographs = database.prepare(
    `SELECT radiograph_id AS id, pixels_object AS pixels, preview_object AS preview, subject || ' ' || visit AS used_by
     FROM radiographs WHERE radiograph_id > ? ORDER BY radiograph_id LIMIT ${PAGE}`,
  );
  for (const rows of pagesOf((after) => z.array(RadiographRow).parse(radiographs.all(after))))
    yield rows.flatMap(({ pixels, preview, used_by }) =>
      [pixels, preview].filter((sha256) => sha256 !== null).map((sha256) => ({ sha256, usedBy: used_by })),
    );
}

function* pagesOf<Row extends { readonly id: string }>(read: (after: string) => readonly Row[]): Generator<readonly Row[]> {
  let after = '';
  for (;;) {
    const rows = read(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.id;
  }
}
