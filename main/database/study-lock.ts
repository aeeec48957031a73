// Keeps a second process out of a study. The operating system releases the lock when its holder dies, however it dies.
//
// A process loses its locks on a file as soon as it closes any descriptor of that file (fcntl(2)), also one that it opened only to read.
// So the lock must be taken before anything but SQLite opens the files of a study, and while a study is open only SQLite may open them.

import { closeSync, openSync, truncateSync } from 'node:fs';
import BetterSqlite3, { SqliteError } from 'better-sqlite3';

export interface StudyLock {
  readonly release: () => void;
}

/** Takes the lock file at `path`. Null if somebody holds it. Throws the file system's or SQLite's error if it cannot be written. */
export function takeStudyLock(path: string): StudyLock | null {
  createIfMissing(path);
  try {
    return lockOf(path);
  } catch (error) {
    if (!(error instanceof SqliteError && error.code.startsWith('SQLITE_NOTADB'))) throw error;
    // Nobody can hold a lock file with foreign content. Emptying it keeps the file, so two processes cannot each take one of their own.
    truncateSync(path);
    return lockOf(path);
  }
}

function createIfMissing(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function lockOf(path: string): StudyLock | null {
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
