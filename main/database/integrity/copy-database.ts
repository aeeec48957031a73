// Copies a database, even while it is in use: SQLite copies the state of one moment.

import { closeSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { auditHead, type AuditHead } from '../audit.ts';

/** Copies the database at `path` to a new file that only this user can read, without a journal and without free pages. */
export function copyDatabase(path: string, target: string): void {
  closeSync(openSync(target, 'wx', 0o600));
  const database = new BetterSqlite3(path, { readonly: true });
  try {
    database.prepare('VACUUM INTO ?').run(target);
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
