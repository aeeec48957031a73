// Opens `study.sqlite` with a WAL journal and foreign keys, and brings it to the newest schema.

import BetterSqlite3, { type Database } from 'better-sqlite3';
import { migrate } from './migration.ts';
import { STUDY_MIGRATIONS } from './migrations/study-migrations.ts';

export type StudyDatabase = Database;

/** Opens or creates the database at `path`, or a temporary one with `:memory:`. The caller closes it. */
export function openStudyDatabase(path: string): StudyDatabase {
  const database = new BetterSqlite3(path);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    // A migration may rebuild a table that rows of other tables refer to.
    database.pragma('foreign_keys = OFF');
    if (migrate(database, STUDY_MIGRATIONS).length > 0) requireWholeReferences(database);
    database.pragma('foreign_keys = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws on a dangling reference. A migration caused it, so nothing more may be written. */
function requireWholeReferences(database: StudyDatabase): void {
  const broken = database.prepare('PRAGMA foreign_key_check').all();
  if (broken.length > 0)
    throw new Error(`A migration of the study left dangling references: ${JSON.stringify(broken.slice(0, 3))}`);
}
