// Keeps a second process out of a study. The operating system releases the lock when its holder dies, however it dies.

import { closeSync, openSync, truncateSync } from 'node:fs';
import BetterSqlite3, { SqliteError } from 'better-sqlite3';

export interface StudyLock {
  readonly release: () => void;
}

/** Takes the lock file at `path`. Null if another process holds it. */
export function takeStudyLock(path: string): StudyLock | null {
  try {
    return lockOf(path);
  } catch (error) {
    if (!(error instanceof SqliteError) || !error.code.startsWith('SQLITE_NOTADB')) throw error;
    // Nobody can hold a lock file with foreign content. Emptying it keeps the file, so two processes cannot each take one of their own.
    truncateSync(path);
    return lockOf(path);
  }
}

function lockOf(path: string): StudyLock | null {
  closeSync(openSync(path, 'a', 0o600));
  const database = new BetterSqlite3(path, { timeout: 0 });
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => void database.close() };
  } catch (error) {
    database.close();
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}
