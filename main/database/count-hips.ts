// How many hips a study has, and how many are done. A hip is read when all its quadrants are.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

export interface HipCounts {
  readonly hips: number;
  /** A model graded them. */
  readonly graded: number;
  /** A reader read all four quadrants. */
  readonly read: number;
  /** A reader read some of the quadrants. */
  readonly partlyRead: number;
}

export function countHips(database: StudyDatabase): HipCounts {
  return z.object({ hips: z.number(), graded: z.number(), read: z.number(), partlyRead: z.number() }).parse(
    database
      .prepare(
        `SELECT count(*) AS hips, count(grading_id) AS graded,
             (SELECT count(*) FROM (SELECT 1 FROM readings GROUP BY hip_id, reader HAVING count(*) = 4)) AS read,
             (SELECT count(*) FROM (SELECT 1 FROM readings GROUP BY hip_id, reader HAVING count(*) < 4)) AS partlyRead FROM hips`,
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
