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
