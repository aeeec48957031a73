// The audit table: every change of a reading, a report or a setting. Each row carries the hash of the row before it.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  /** The action, such as `reading.save`. */
  readonly action: string;
  /** The object of the action, such as a hip's id. */
  readonly target: string;
  readonly detail: unknown;
}

const Row = z.object({
  sequence: z.number(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
});

/** The hash before the first row. */
const GENESIS = '0'.repeat(64);

/** Adds a row. Call it inside the transaction that makes the change. */
export function appendAudit(database: StudyDatabase, entry: AuditEntry): void {
  const last = database.prepare('SELECT * FROM audit ORDER BY sequence DESC LIMIT 1').get();
  const previous = last === undefined ? null : Row.parse(last);
  const sequence = (previous?.sequence ?? 0) + 1;
  const previousHash = previous?.hash ?? GENESIS;
  const detail = JSON.stringify(entry.detail);
  const hash = sealOf({ ...entry, sequence, detail, previous_hash: previousHash });
  database
    .prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(sequence, entry.at, entry.actor, entry.action, entry.target, detail, previousHash, hash);
}

/** The number of the first row that breaks the chain. Null if the chain is intact. */
export function firstBrokenAuditRow(database: StudyDatabase): number | null {
  let expectedPrevious = GENESIS;
  let expectedSequence = 1;
  for (const raw of database.prepare('SELECT * FROM audit ORDER BY sequence').iterate()) {
    const row = Row.parse(raw);
    if (row.sequence !== expectedSequence || row.previous_hash !== expectedPrevious || row.hash !== sealOf(row))
      return expectedSequence;
    expectedPrevious = row.hash;
    expectedSequence += 1;
  }
  return null;
}

/** SHA-256 over the row's fields as a JSON list, so that two different rows never hash the same text. */
function sealOf(row: Omit<z.infer<typeof Row>, 'hash'>): string {
  const fields = [row.sequence, row.at, row.actor, row.action, row.target, row.detail, row.previous_hash];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
