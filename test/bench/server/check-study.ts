// Checks a study on the disk without the program's own readers where that is possible: SQLite's checks, the audit chain, every object's
// hash, every report's files, and every acknowledged reading.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { firstBrokenAuditRow } from '../../../main/database/audit.ts';
import type { Reading } from './reading.ts';

const GRADE = 'SELECT grade FROM readings WHERE hip_id = ? AND quadrant = ?';

const Named = z.array(z.object({ report_id: z.string(), name: z.string(), sha256: z.string() }));

export interface Expected {
  readonly readings: Iterable<Reading>;
  /** A reading that may be stored or not. */
  readonly sent: Reading | null;
  /** True after a restore: the backup may be older than a report, whose files stay. */
  readonly reportsUnlisted?: boolean;
}

/** Returns what is wrong, one sentence each. Hashes only those objects that `known` does not name, and adds them. */
export function faultsOf(study: string, expected: Expected, known: Set<string>): string[] {
  const { readings, sent, reportsUnlisted = false } = expected;
  const faults: string[] = [];
  for (const name of ['study.sqlite', 'identities.sqlite']) {
    const database = new BetterSqlite3(join(study, name), { readonly: true });
    try {
      const integrity: unknown = database.pragma('integrity_check', { simple: true });
      if (integrity !== 'ok') faults.push(`${name}: ${String(integrity)}`);
      if (name !== 'study.sqlite') continue;
      const dangling = z.array(z.unknown()).parse(database.pragma('foreign_key_check'));
      if (dangling.length > 0) faults.push(`${dangling.length} rows refer to rows that are gone`);
      const broken = firstBrokenAuditRow(database);
      if (broken !== null) faults.push(`the audit chain breaks at row ${broken}`);
      faults.push(...readingFaults(database, readings, sent), ...reportFaults(study, database, reportsUnlisted));
    } catch (error) {
      faults.push(`${name}: ${String(error)}`);
    } finally {
      database.close();
    }
  }
  return [...faults, ...objectFaults(study, known)];
}

/** Whether a reading that was never acknowledged is stored. */
export function isStored(study: string, { hipId, quadrant, grade }: Reading): boolean {
  const database = new BetterSqlite3(join(study, 'study.sqlite'), { readonly: true });
  try {
    return database.prepare(GRADE).pluck().get(hipId, quadrant) === grade;
  } finally {
    database.close();
  }
}

function readingFaults(database: BetterSqlite3.Database, readings: Iterable<Reading>, sent: Reading | null): string[] {
  const find = database.prepare(GRADE).pluck();
  return [...readings].flatMap(({ hipId, quadrant, grade }) => {
    const stored: unknown = find.get(hipId, quadrant);
    const overtaken = sent?.hipId === hipId && sent.quadrant === quadrant && stored === sent.grade;
    return stored === grade || overtaken ? [] : [`an acknowledged reading is ${String(stored)} instead of ${grade}`];
  });
}

function reportFaults(study: string, database: BetterSqlite3.Database, unlisted: boolean): string[] {
  const files = Named.parse(database.prepare('SELECT report_id, name, sha256 FROM report_files').all());
  const faults = files.flatMap(({ report_id: id, name, sha256 }) => {
    const path = join(study, 'reports', id, name);
    if (!existsSync(path)) return [`the report file ${name} is gone`];
    return hashOf(path) === sha256 ? [] : [`the report file ${name} has changed`];
  });
  if (unlisted) return faults;
  const known = new Set(files.map(({ report_id: id }) => id));
  const folders = namesIn(join(study, 'reports')).filter((name) => !name.startsWith('.'));
  return [...faults, ...folders.filter((name) => !known.has(name)).map((name) => `the report ${name} is in no table`)];
}

function objectFaults(study: string, known: Set<string>): string[] {
  const objects = join(study, 'objects');
  const paths = namesIn(objects)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => namesIn(join(objects, name)).map((rest) => join(objects, name, rest)))
    .filter((path) => !known.has(path));
  return paths.flatMap((path) => {
    const name = basename(path);
    const expected = name.length === 64 ? name : basename(join(path, '..')) + name;
    known.add(path);
    return hashOf(path) === expected ? [] : [`the object ${expected.slice(0, 12)} has changed`];
  });
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
