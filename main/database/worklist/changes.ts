// Notices which subjects were written to, whoever wrote: triggers on this connection, and SQLite's own word on other connections.

import { z } from 'zod';
import type { StudyDatabase } from '../study-database.ts';

export interface Changes {
  /** What has changed since the last call: subjects, or everything when they are too many or unknown. */
  readonly take: () => readonly string[] | 'everything';
}

/** More subjects than this are read together with all others faster than one by one. */
const MANY = 2000;

/** For each table, where its rows' subjects stand. `row` is NEW or OLD. */
const SUBJECT_OF: Readonly<Record<string, (row: string) => string>> = {
  hips: (row) => `SELECT ${row}.subject`,
  labels: (row) => `SELECT ${row}.subject`,
  splits: (row) => `SELECT ${row}.subject`,
  readings: (row) => `SELECT subject FROM hips WHERE hip_id = ${row}.hip_id`,
};

/** Marks a change of the split in force, which moves every subject. No subject is named so. */
const EVERYTHING = '\u0001everything';

/** Watches from now on. Triggers and marks are temporary: they end with the connection and roll back with their transaction. */
export function watchChanges(database: StudyDatabase): Changes {
  database.exec(watchSql());
  const newest = database.prepare('SELECT coalesce(max(sequence), 0) FROM temp.changed_subjects').pluck();
  const since = database.prepare(`SELECT subject FROM temp.changed_subjects WHERE sequence > ? LIMIT ${MANY + 1}`).pluck();
  const elsewhere = () => Number(database.pragma('data_version', { simple: true }));
  let seen = { version: elsewhere(), sequence: Number(newest.get()) };
  return {
    take: () => {
      const now = { version: elsewhere(), sequence: Number(newest.get()) };
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

/** Deleted and inserted anew, not replaced: a trigger inherits the conflict rule of the statement that fired it. */
function mark(subjects: string): string {
  return `DELETE FROM changed_subjects WHERE subject IN (${subjects}); INSERT INTO changed_subjects (subject) ${subjects};`;
}
