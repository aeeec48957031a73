// Reads what can still be read of the audit table in a damaged database. Each row carries a seal over its content, so a row whose seal is
// right says what was written, whatever happened to the rows around it.

import BetterSqlite3, { type Database } from 'better-sqlite3';
import { sealedAuditRow, type SealedAuditRow } from '../audit.ts';
import { distrust } from './schema.ts';

export interface SalvagedAudit {
  /** The rows whose seal is right, in their order. */
  readonly rows: readonly SealedAuditRow[];
  /** How many rows were seen whose content cannot be trusted. Null if the end of the table cannot be read. */
  readonly unreadable: number | null;
}

/** Reads the audit rows after number `after` from a copy of a damaged database. SQLite may change the copy's journal. */
export function salvageAudit(path: string, after: number): SalvagedAudit {
  const found = new Map<number, SealedAuditRow>();
  const forwards = readRows(path, `SELECT * FROM audit WHERE sequence > ${after} ORDER BY sequence`, found);
  // From the other side of a page that cannot be read.
  const whole = forwards || readRows(path, `SELECT * FROM audit WHERE sequence > ${after} ORDER BY sequence DESC`, found);
  const rows = [...found.values()].filter(({ sequence }) => sequence > after).toSorted((a, b) => a.sequence - b.sequence);
  const last = rows.at(-1)?.sequence ?? after;
  return { rows, unreadable: whole || rows.length > 0 ? last - after - rows.length : null };
}

/** Adds the rows that can be read and trusted. Returns whether the last one was reached. */
function readRows(path: string, sql: string, found: Map<number, SealedAuditRow>): boolean {
  let database: Database | null = null;
  try {
    database = new BetterSqlite3(path);
    distrust(database);
    for (const raw of database.prepare(sql).iterate()) {
      const row = sealedAuditRow(raw);
      if (row !== null) found.set(row.sequence, row);
    }
    return true;
  } catch {
    return false; // the rows behind this point cannot be read
  } finally {
    database?.close();
  }
}
