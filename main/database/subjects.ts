// Queries across the tables that name subjects: who has radiographs, and which labels and splits name the same person differently.

import { z } from 'zod';
import type { SubjectMatcher } from '../domain/subject.ts';
import { HipSchema, type Hip } from '../domain/hip.ts';
import type { Joint } from '../domain/joint.ts';
import type { StudyDatabase } from './study-database.ts';

/** Every subject that has a radiograph. */
export function subjectsWithRadiographs(database: StudyDatabase): readonly string[] {
  return z.array(z.string()).parse(database.prepare('SELECT DISTINCT subject FROM radiographs ORDER BY subject').pluck().all());
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

/** Renames subjects of labels and splits after the subjects of radiographs that they mean. Hips take the cohort of their labels. */
export function joinSubjects(database: StudyDatabase, match: SubjectMatcher): void {
  const rename = (table: 'labels' | 'label_metadata' | 'splits', subject: string, cohort: string): void => {
    const known = match(subject, cohort);
    if (known === null) return;
    // A row that the subject already has under its own name stays.
    database.prepare(`UPDATE OR IGNORE ${table} SET subject = ? WHERE subject = ?`).run(known, subject);
    database.prepare(`DELETE FROM ${table} WHERE subject = ?`).run(subject);
    if (table === 'labels') database.prepare('UPDATE label_versions SET subject = ? WHERE subject = ?').run(known, subject);
  };
  const withoutRadiograph = (table: string, cohort: string): readonly { subject: string; cohort: string }[] =>
    z.array(z.object({ subject: z.string(), cohort: z.string() })).parse(
      database
        .prepare(
          `SELECT DISTINCT t.subject, ${cohort} AS cohort FROM ${table} AS t
             WHERE NOT EXISTS (SELECT 1 FROM radiographs AS r WHERE r.subject = t.subject)`,
        )
        .all(),
    );
  const cohortOf =
    "coalesce((SELECT max(m.value) FROM label_metadata AS m WHERE m.subject = t.subject AND m.name = 'cohort'), '')";
  database.transaction(() => {
    for (const { subject, cohort } of withoutRadiograph('labels', cohortOf)) rename('labels', subject, cohort);
    for (const { subject, cohort } of withoutRadiograph('label_metadata', cohortOf)) rename('label_metadata', subject, cohort);
    for (const { subject } of withoutRadiograph('splits', "''")) rename('splits', subject, '');
    database
      .prepare(
        `UPDATE hips SET cohort = (SELECT max(m.value) FROM label_metadata AS m WHERE m.subject = hips.subject AND m.name = 'cohort')
         WHERE cohort = '' AND EXISTS (SELECT 1 FROM label_metadata AS m WHERE m.subject = hips.subject AND m.name = 'cohort')`,
      )
      .run();
  })();
}

/** Sets the cohort and the joint of a radiograph's pictures. */
export function setJointOrigin(
  database: StudyDatabase,
  radiographId: string,
  { cohort, joint }: { readonly cohort: string; readonly joint: Joint },
): void {
  database.prepare('UPDATE hips SET cohort = ?, joint = ? WHERE radiograph_id = ?').run(cohort, joint, radiographId);
}
