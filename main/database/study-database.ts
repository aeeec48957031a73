// Opens `study.sqlite` with a WAL journal and foreign keys, and brings it to the newest schema.

import BetterSqlite3, { type Database } from 'better-sqlite3';
import { distrust, requireOwnSchema } from './integrity/schema.ts';
import { migrate } from './migration.ts';
import { STUDY_MIGRATIONS } from './migrations/study-migrations.ts';

export type StudyDatabase = Database;

/** Opens or creates the database at `path`, or a temporary one with `:memory:`. The caller closes it. */
export function openStudyDatabase(path: string): StudyDatabase {
  const database = connectStudyDatabase(path);
  try {
    bringToNewestSchema(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens the database without changing it, after checking that its schema is one that this program's migrations make. Throws a
 * `NewerDatabaseError`, a `ForeignDatabaseError`, a `DamagedDatabaseError` or an error of SQLite.
 */
export function connectStudyDatabase(path: string, { readonly = false } = {}): StudyDatabase {
  const database = new BetterSqlite3(path, { readonly });
  try {
    distrust(database);
    requireOwnSchema(database, STUDY_MIGRATIONS);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether the database lacks migrations of this program. */
export function lacksMigrations(database: StudyDatabase): boolean {
  return Number(database.pragma('user_version', { simple: true })) < STUDY_MIGRATIONS.length;
}

/** Whether no migration has ever run, so the database has no tables. */
export function isUnused(database: StudyDatabase): boolean {
  return database.pragma('user_version', { simple: true }) === 0;
}

/** Runs the migrations that the database lacks, and prepares it for writing. */
export function bringToNewestSchema(database: StudyDatabase): void {
  database.pragma('journal_mode = WAL');
  // What was reported as saved survives a power cut. The price is one flush of the journal per change.
  database.pragma('secure_delete = ON'); // what is removed from a study must not stay in its free pages
  database.pragma('synchronous = FULL');
  // A migration may rebuild a table that rows of other tables refer to.
  database.pragma('foreign_keys = OFF');
  if (migrate(database, STUDY_MIGRATIONS).length > 0) requireWholeReferences(database);
  database.pragma('foreign_keys = ON');
}

/** Throws on a dangling reference. A migration caused it, so nothing more may be written. */
function requireWholeReferences(database: StudyDatabase): void {
  const broken = database.prepare('PRAGMA foreign_key_check').all();
  if (broken.length > 0)
    throw new Error(`A migration of the study left dangling references: ${JSON.stringify(broken.slice(0, 3))}`);
}
