// Notices which subjects changed, whoever changed them: by triggers on this connection, and by `data_version` for other connections.

import { z } from 'zod';
import type { StudyDatabase } from '../study-database.ts';

export interface Changes {
  /** The subjects changed since the last call, or `everything` if they are too many or unknown. */
  readonly take: () => readonly string[] | 'everything';
}

/** With more changed subjects than this, it is faster to read all subjects again. */
const MANY = 2000;

/** For each table, how to find the subject of a row. `row` is NEW or OLD. */
const SUBJECT_OF: Readonly<Record<string, (row: string) => string>> = {
  hips: (row) => `SELECT ${row}.subject`,
  labels: (row) => `SELECT ${row}.subject`,
  splits: (row) => `SELECT ${row}.subject`,
  knee_readings: (row) => `SELECT subject FROM hips WHERE hip_id = ${row}.hip_id`,
  readings: (row) => `SELECT subject FROM hips WHERE hip_id = ${row}.hip_id`,
};

/** Marks a change of the split in force, which concerns every subject. No subject has this name. */
const EVERYTHING = '\u0001everything';

/** Watches from now on. The triggers and marks are temporary: they end with the connection and roll back with their transaction. */
export function watchChanges(database: StudyDatabase): Changes {
  database.exec(watchSql());
  const newest = database.prepare('SELECT coalesce(max(sequence), 0) FROM temp.changed_subjects').pluck();
  const since = database.prepare(`SELECT subject FROM temp.changed_subjects WHERE sequence > ? LIMIT ${MANY + 1}`).pluck();
  const dataVersion = () => Number(database.pragma('data_version', { simple: true }));
  let seen = { version: dataVersion(), sequence: Number(newest.get()) };
  return {
    take: () => {
      const now = { version: dataVersion(), sequence: Number(newest.get()) };
      const before = seen;
      seen = now;
      if (now.version !== before.version) return 'everything';
      if (now.sequence === before.sequence) return [];
      const subjects = z.array(z.string()).parse(since.all(before.sequence));
      return subjects.length > MANY || subjects.includes(EVERYTHING) ? 'everything' : subjects;
    },
  };
}

function watchSql(): string {
  const marks = Object.entries(SUBJECT_OF).flatMap(([table, subjectOf]) =>
    (['INSERT', 'UPDATE', 'DELETE'] as const).map((event) => {
      const rows = event === 'INSERT' ? ['NEW'] : event === 'DELETE' ? ['OLD'] : ['OLD', 'NEW'];
      const body = rows.map((row) => mark(subjectOf(row))).join(' ');
      return `CREATE TEMP TRIGGER IF NOT EXISTS ${table}_${event.toLowerCase()}_noticed AFTER ${event} ON main.${table} BEGIN ${body} END;`;
    }),
  );
  const setting = ['INSERT', 'UPDATE'].map(
    (event) => `CREATE TEMP TRIGGER IF NOT EXISTS split_${event.toLowerCase()}_noticed AFTER ${event} ON main.settings
      WHEN NEW.name = 'split' BEGIN ${mark(`SELECT '${EVERYTHING}'`)} END;`,
  );
  return `CREATE TEMP TABLE IF NOT EXISTS changed_subjects (sequence INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL UNIQUE) STRICT;
    ${[...marks, ...setting].join('\n')}`;
}

/** Deletes and inserts instead of replacing: a trigger inherits the conflict rule of the statement that fired it. */
function mark(subjects: string): string {
  return `DELETE FROM changed_subjects WHERE subject IN (${subjects}); INSERT INTO changed_subjects (subject) ${subjects};`;
}
