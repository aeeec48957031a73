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
    database.pragma('foreign_keys = ON');
    migrate(database, STUDY_MIGRATIONS);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
