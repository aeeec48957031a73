// How many hips a study has, and how far the work on them is.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

/** How many hips there are, how many a model graded, how many a reader read. */
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
