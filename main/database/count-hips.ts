// How many hips and knees a study has, and how many are done. A hip is read when all its quadrants are, a knee when it has a reading.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

export interface HipCounts {
  /** Hips and knees. */
  readonly hips: number;
  /** The knees among them. */
  readonly knees: number;
  /** A model graded them. */
  readonly graded: number;
  /** A reader read the knee, or all four quadrants of the hip. */
  readonly read: number;
  /** A reader read some of the quadrants. */
  readonly partlyRead: number;
}

const HipCountsSchema = z.object({
  hips: z.number(),
  knees: z.number(),
  graded: z.number(),
  read: z.number(),
  partlyRead: z.number(),
});

export function countHips(database: StudyDatabase): HipCounts {
  return HipCountsSchema.parse(
    database
      .prepare(
        `SELECT count(*) AS hips, count(*) FILTER (WHERE joint = 'knee') AS knees, count(coalesce(grading_id, knee_grading_id)) AS graded,
             (SELECT count(*) FROM (SELECT 1 FROM readings GROUP BY hip_id, reader HAVING count(*) = 4))
               + (SELECT count(*) FROM knee_readings) AS read,
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
