// Whether a closed database holds everything that was written to it: more than opening it checks, and slower.

import BetterSqlite3, { type Database } from 'better-sqlite3';
import { firstBrokenAuditRow } from '../audit.ts';
import type { Migration } from '../migration.ts';
import { asDamage, checkDatabase } from './check-database.ts';
import { DamagedDatabaseError } from './database-errors.ts';
import { distrust, requireOwnSchema } from './schema.ts';

/**
 * Checks every page and index, the schema, every reference, the whole audit chain, if there is one, and whatever `requireMore` asks: some 20 s
 * for a million audit rows. Throws a `DamagedDatabaseError`, a `ForeignDatabaseError`, a `NewerDatabaseError`, or an error of SQLite or of the file system.
 */
export function checkWholeDatabase(
  path: string,
  migrations: readonly Migration[],
  requireMore: (database: Database) => void = () => undefined,
): void {
  checkDatabase(path, 'full');
  const database = new BetterSqlite3(path, { readonly: true });
  try {
    distrust(database);
    requireOwnSchema(database, migrations);
    requireReferences(database);
    requireAuditChain(database);
    requireMore(database);
  } catch (error) {
    throw asDamage(error);
  } finally {
    database.close();
  }
}

function requireReferences(database: Database): void {
  const [dangling] = database.prepare('PRAGMA foreign_key_check').all();
  if (dangling !== undefined)
    throw new DamagedDatabaseError('references', `A row refers to a row that is missing: ${JSON.stringify(dangling)}.`);
}

function requireAuditChain(database: Database): void {
  if (database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit'").get() === undefined) return;
  const broken = firstBrokenAuditRow(database);
  if (broken !== null) throw new DamagedDatabaseError('audit', `The audit chain breaks at row ${broken}.`);
}
