// How many hips a study has, and how many are done.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

/** The number of hips, of hips that a model graded, and of hips that a reader read. */
export function countHips(database: StudyDatabase): { hips: number; graded: number; read: number } {
  return z
    .object({ hips: z.number(), graded: z.number(), read: z.number() })
    .parse(
      database
        .prepare(
          `SELECT count(*) AS hips, count(grading_id) AS graded, (SELECT count(DISTINCT hip_id) FROM readings) AS read FROM hips`,
        )
        .get(),
    );
}

/** The number of hips of each subject, with a crop or without. */
export function hipsBySubject(database: StudyDatabase): ReadonlyMap<string, number> {
  const Row = z.object({ subject: z.string(), hips: z.number() });
  const rows = database.prepare('SELECT subject, count(*) AS hips FROM hips GROUP BY subject').all();
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ subject, hips }) => [subject, hips]),
  );
}
