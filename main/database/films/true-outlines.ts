// Queries on the table of true outlines.

import { z } from 'zod';
import { ImagePointSchema, type ImagePoint } from '../../domain/geometry.ts';
import { perQuadrant, QuadrantSchema, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import type { StudyDatabase } from '../study-database.ts';

/** The closed outline of each quadrant's osteophyte. Null without an osteophyte, and if the truth is not known. */
export type TrueOutlines = PerQuadrant<readonly ImagePoint[] | null>;

const Rows = z.array(z.object({ quadrant: QuadrantSchema, points: z.string() }));

/** Stores a hip's outlines in place of those that were there. */
export function putTrueOutlines(database: StudyDatabase, hipId: string, outlines: TrueOutlines): void {
  const put = database.prepare('INSERT INTO true_outlines VALUES (?, ?, ?)');
  database.transaction(() => {
    database.prepare('DELETE FROM true_outlines WHERE hip_id = ?').run(hipId);
    for (const quadrant of QUADRANTS) {
      const outline = outlines[quadrant];
      if (outline !== null) put.run(hipId, quadrant, JSON.stringify(outline.map(({ x, y }) => ({ x, y }))));
    }
  })();
}

export function trueOutlinesOf(database: StudyDatabase, hipId: string): TrueOutlines {
  const rows = Rows.parse(database.prepare('SELECT quadrant, points FROM true_outlines WHERE hip_id = ?').all(hipId));
  return perQuadrant((quadrant) => {
    const row = rows.find((candidate) => candidate.quadrant === quadrant);
    return row === undefined ? null : z.array(ImagePointSchema).parse(JSON.parse(row.points));
  });
}
