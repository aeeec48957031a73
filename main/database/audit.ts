// The audit table: every change of a reading, a report or a setting. Each row carries the hash of the row before it.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { jsonOrNull } from '../domain/json.ts';
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

/**
 * Rewrites targets and details, and seals the chain again. Returns the number of rows that changed. Only for taking names out of a study of an
 * earlier version: the triggers that protect the audit must rest.
 */
export function rewriteAudit(
  database: StudyDatabase,
  rewrite: (row: { readonly action: string; readonly target: string; readonly detail: unknown }) => {
    readonly target: string;
    readonly detail: unknown;
  },
): number {
  const put = database.prepare('UPDATE audit SET target = ?, detail = ?, previous_hash = ?, hash = ? WHERE sequence = ?');
  let previousHash = GENESIS;
  let changed = 0;
  for (const raw of database.prepare('SELECT * FROM audit ORDER BY sequence').all()) {
    const row = Row.parse(raw);
    const { target, detail: value } = rewrite({ ...row, detail: jsonOrNull(row.detail) });
    const text = JSON.stringify(value);
    const detail = text === JSON.stringify(jsonOrNull(row.detail)) ? row.detail : text;
    if (target !== row.target || detail !== row.detail) changed += 1;
    const hash = sealOf({ ...row, target, detail, previous_hash: previousHash });
    if (hash !== row.hash) put.run(target, detail, previousHash, hash, row.sequence);
    previousHash = hash;
  }
  return changed;
}

/** The length of the chain and the hash of its last row. Whoever writes them down can tell later whether rows were changed or removed. */
export interface AuditHead {
  readonly rows: number;
  readonly hash: string;
}

export function auditHead(database: StudyDatabase): AuditHead {
  const last = database.prepare('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1').get();
  if (last === undefined) return { rows: 0, hash: GENESIS };
  const { sequence, hash } = Row.pick({ sequence: true, hash: true }).parse(last);
  return { rows: sequence, hash };
}

/** The number of the first row that breaks the chain. Null if the chain is intact. */
export function firstBrokenAuditRow(database: StudyDatabase): number | null {
  const steps = auditChainInSteps(database);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same in steps of about ten milliseconds. Other statements may run between the steps. */
export function* auditChainInSteps(database: StudyDatabase): Generator<undefined, number | null> {
  const page = database.prepare('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT 1000');
  let expectedPrevious = GENESIS;
  let checked = 0;
  for (;;) {
    const rows = page.all(checked);
    if (rows.length === 0) return null;
    for (const raw of rows) {
      const row = Row.safeParse(raw).data;
      if (row?.sequence !== checked + 1 || row.previous_hash !== expectedPrevious || row.hash !== sealOf(row)) return checked + 1;
      expectedPrevious = row.hash;
      checked += 1;
    }
    yield;
  }
}

/**
 * The number of the first of the newest `count` rows that does not match its seal or the row before it. Null if they are intact. Takes a
 * millisecond for 100 rows, whatever the length of the chain.
 */
export function brokenAmongNewestAuditRows(database: StudyDatabase, count: number): number | null {
  const newest = database
    .prepare('SELECT * FROM audit ORDER BY sequence DESC LIMIT ?')
    .all(count + 1)
    .reverse();
  let previous: z.infer<typeof Row> | null = null;
  for (const [index, raw] of newest.entries()) {
    const row: z.infer<typeof Row> | undefined = Row.safeParse(raw).data;
    const first = newest.length <= count && index === 0;
    const expected = first
      ? { sequence: 1, hash: GENESIS }
      : previous && { sequence: previous.sequence + 1, hash: previous.hash };
    if (row === undefined) return (previous?.sequence ?? 0) + 1;
    const follows = expected === null || (row.sequence === expected.sequence && row.previous_hash === expected.hash);
    if (!follows || row.hash !== sealOf(row)) return row.sequence;
    previous = row;
  }
  return null;
}

/** A row of a damaged database whose own seal is right, so that its content is as it was written. */
export interface SealedAuditRow extends AuditEntry {
  readonly sequence: number;
}

/** The row as an entry. Null if it is not a row of the audit, or its seal does not match its content. */
export function sealedAuditRow(raw: unknown): SealedAuditRow | null {
  const row = Row.safeParse(raw).data;
  if (row?.hash !== undefined && row.hash === sealOf(row)) {
    const { sequence, at, actor, action, target, detail } = row;
    return { sequence, at, actor, action, target, detail: jsonOrNull(detail) };
  }
  return null;
}

/** SHA-256 over the row's fields as a JSON list, so that two different rows never hash the same text. */
function sealOf(row: Omit<z.infer<typeof Row>, 'hash'>): string {
  const fields = [row.sequence, row.at, row.actor, row.action, row.target, row.detail, row.previous_hash];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
