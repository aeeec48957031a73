// Queries on the crops table.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

const Row = z.object({ crop_object: z.string() });

/** The crop objects of the first hips by id: always the same ones. */
export function someCropObjects(database: StudyDatabase, limit: number): readonly string[] {
  const rows = database.prepare('SELECT crop_object FROM crops ORDER BY hip_id LIMIT ?').all(limit);
  return z
    .array(Row)
    .parse(rows)
    .map((row) => row.crop_object);
}
