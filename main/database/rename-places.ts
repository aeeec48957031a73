// Gives subjects and visits other names in every table of a study, once, when a study of an earlier version is cleaned.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

interface Place {
  readonly subject: string;
  readonly visit: string;
}

export interface RenamedPlace {
  readonly from: Place;
  readonly to: Place;
}

const Names = z.array(z.string());

/**
 * Runs the work in one transaction, in which rows that are never changed may be changed: the triggers that protect them rest meanwhile. Call it
 * before anybody else uses the database.
 */
export function withoutTriggers(database: StudyDatabase, work: () => void): void {
  database.transaction(() => {
    database.pragma('defer_foreign_keys = ON');
    const triggers = z
      .array(z.object({ name: z.string(), sql: z.string() }))
      .parse(database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid").all());
    for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
    work();
    for (const { sql } of triggers) database.exec(sql);
  })();
}

/** Renames places in all tables that have a subject or a hip. Call it inside `withoutTriggers`. */
export function renamePlaces(
  database: StudyDatabase,
  places: readonly RenamedPlace[],
  subjects: ReadonlyMap<string, string>,
): void {
  database.exec(`CREATE TEMP TABLE renamed (subject TEXT, visit TEXT, new_subject TEXT, new_visit TEXT, PRIMARY KEY (subject, visit));
    CREATE TEMP TABLE renamed_subjects (subject TEXT PRIMARY KEY, new_subject TEXT);`);
  const put = database.prepare('INSERT INTO renamed VALUES (?, ?, ?, ?)');
  for (const { from, to } of places) put.run(from.subject, from.visit, to.subject, to.visit);
  const putSubject = database.prepare('INSERT INTO renamed_subjects VALUES (?, ?)');
  for (const [from, to] of subjects) putSubject.run(from, to);
  database.exec(`CREATE TEMP TABLE renamed_hips AS SELECT h.hip_id, r.new_subject || '|' || r.new_visit || '|' || h.side AS new_hip_id
    FROM hips AS h JOIN renamed AS r USING (subject, visit);
    CREATE UNIQUE INDEX temp.renamed_hips_by_id ON renamed_hips (hip_id);`);
  for (const table of tablesOf(database)) {
    const columns = columnsOf(database, table);
    if (columns.has('hip_id')) renameHips(database, table);
    if (columns.has('subject')) renameSubjects(database, table, columns.has('visit'));
  }
  database.exec('DROP TABLE renamed_hips; DROP TABLE renamed; DROP TABLE renamed_subjects;');
}

function renameHips(database: StudyDatabase, table: string): void {
  database.exec(
    `UPDATE "${table}" SET hip_id = (SELECT new_hip_id FROM renamed_hips AS r WHERE r.hip_id = "${table}".hip_id)
     WHERE hip_id IN (SELECT hip_id FROM renamed_hips)`,
  );
}

/** Where two names become one, the row that already has the new name stays. */
function renameSubjects(database: StudyDatabase, table: string, withVisit: boolean): void {
  const from = withVisit ? 'subject, visit' : 'subject';
  const source = withVisit ? 'renamed' : 'renamed_subjects';
  const to = withVisit ? '(subject, visit) = (SELECT new_subject, new_visit' : 'subject = (SELECT new_subject';
  const same = withVisit ? `r.subject = "${table}".subject AND r.visit = "${table}".visit` : `r.subject = "${table}".subject`;
  database.exec(
    `UPDATE OR IGNORE "${table}" SET ${to} FROM ${source} AS r WHERE ${same}) WHERE (${from}) IN (SELECT ${from} FROM ${source});
     DELETE FROM "${table}" WHERE (${from}) IN (SELECT ${from} FROM ${source});`,
  );
}

function tablesOf(database: StudyDatabase): readonly string[] {
  const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
  return Names.parse(database.prepare(query).pluck().all());
}

function columnsOf(database: StudyDatabase, table: string): ReadonlySet<string> {
  return new Set(Names.parse(database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table)));
}
