// Queries across the tables that name subjects: who has radiographs, and which labels and splits name the same person differently.

import { z } from 'zod';
import { HipSchema, type Hip } from '../domain/hip.ts';
import type { Joint } from '../domain/joint.ts';
import type { StudyDatabase } from './study-database.ts';

/** Every subject that has a radiograph. */
export function subjectsWithRadiographs(database: StudyDatabase): readonly string[] {
  return z.array(z.string()).parse(database.prepare('SELECT DISTINCT subject FROM radiographs ORDER BY subject').pluck().all());
}

/** Every subject that films, labels or splits name, with the cohort of its films. Empty without one. */
export function subjectCohorts(database: StudyDatabase): readonly { readonly subject: string; readonly cohort: string }[] {
  return z.array(z.object({ subject: z.string(), cohort: z.string() })).parse(
    database
      .prepare(
        `SELECT DISTINCT subject, cohort FROM hips UNION SELECT subject, '' FROM radiographs
         UNION SELECT subject, '' FROM labels UNION SELECT subject, '' FROM splits ORDER BY subject, cohort DESC`,
      )
      .all(),
  );
}

/** The radiographs of a subject. */
export function radiographIdsOf(database: StudyDatabase, subject: string): readonly string[] {
  return z
    .array(z.string())
    .parse(database.prepare('SELECT radiograph_id FROM radiographs WHERE subject = ?').pluck().all(subject));
}

/** Every joint that has a picture. */
export function jointsWithPictures(database: StudyDatabase): readonly Hip[] {
  return z.array(HipSchema).parse(database.prepare('SELECT subject, visit, side FROM hips').all());
}

/** The visits at which a subject already has a picture of one of these sides. */
export function visitsTaken(database: StudyDatabase, subject: string, sides: readonly Hip['side'][]): readonly string[] {
  return z
    .array(z.string())
    .parse(
      database
        .prepare('SELECT visit FROM hips WHERE subject = ? AND side IN (SELECT value FROM json_each(?))')
        .pluck()
        .all(subject, JSON.stringify(sides)),
    );
}

/** The cohort of a hip. Empty if none is named. */
export function cohortOfHip(database: StudyDatabase, hipId: string): string {
  return z.string().parse(database.prepare('SELECT cohort FROM hips WHERE hip_id = ?').pluck().get(hipId) ?? '');
}

/** Hips without a cohort take the cohort of their labels. */
export function takeCohortsOfLabels(database: StudyDatabase): void {
  database
    .prepare(
      `UPDATE hips SET cohort = (SELECT max(m.value) FROM label_metadata AS m WHERE m.subject = hips.subject AND m.name = 'cohort')
       WHERE cohort = '' AND EXISTS (SELECT 1 FROM label_metadata AS m WHERE m.subject = hips.subject AND m.name = 'cohort')`,
    )
    .run();
}

/** Sets the cohort and the joint of a radiograph's pictures. */
export function setJointOrigin(
  database: StudyDatabase,
  radiographId: string,
  { cohort, joint }: { readonly cohort: string; readonly joint: Joint },
): void {
  database.prepare('UPDATE hips SET cohort = ?, joint = ? WHERE radiograph_id = ?').run(cohort, joint, radiographId);
}
