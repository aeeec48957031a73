// Copies an open database while it is in use, with SQLite's online backup.

import { writeFile } from 'node:fs/promises';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { auditHead, type AuditHead } from '../audit.ts';

/** 4 MB: the workstation answers other requests about every ten milliseconds meanwhile. */
const PAGES_PER_STEP = 1000;

/** Copies the database to a new file that only this user can read. The copy is one file without a journal. */
export async function copyDatabase(database: Database, target: string): Promise<void> {
  await writeFile(target, '', { mode: 0o600, flag: 'wx' });
  await database.backup(target, { progress: () => PAGES_PER_STEP });
  settleDatabase(target);
}

/** Copies the closed database at `path`, with the changes in its journal. */
export async function copyDatabaseFile(path: string, target: string): Promise<void> {
  const database = new BetterSqlite3(path, { readonly: true });
  try {
    await copyDatabase(database, target);
  } finally {
    database.close();
  }
}

/** Makes the closed database one file without a journal, so that it can be opened for reading only. */
export function settleDatabase(path: string): void {
  const database = new BetterSqlite3(path);
  try {
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
}

/** The head of the audit chain in a closed copy. */
export function closedAuditHead(path: string): AuditHead {
  const database = new BetterSqlite3(path, { readonly: true });
  try {
    return auditHead(database);
  } finally {
    database.close();
  }
}
