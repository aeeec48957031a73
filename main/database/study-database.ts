// Opens `study.sqlite`: a WAL journal, foreign keys on, brought to the newest shape.

import BetterSqlite3, { type Database } from 'better-sqlite3';
import { migrate } from './migration.ts';
import { STUDY_MIGRATIONS } from './migrations/study-migrations.ts';

export type StudyDatabase = Database;

/** Opens or makes the database at `path` (`:memory:` for a passing one). The caller closes it. */
export function openStudyDatabase(path: string): StudyDatabase {
  const database = new BetterSqlite3(path);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    // A step may make a table anew under its name, which rows of others point at meanwhile.
    database.pragma('foreign_keys = OFF');
    if (migrate(database, STUDY_MIGRATIONS).length > 0) requireWholeReferences(database);
    database.pragma('foreign_keys = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Fails on a row that points at none: a fault of a migration, which must not be written on. */
function requireWholeReferences(database: StudyDatabase): void {
  const broken = database.prepare('PRAGMA foreign_key_check').all();
  if (broken.length > 0) throw new Error(`The study's tables do not fit together: ${JSON.stringify(broken.slice(0, 3))}`);
}
