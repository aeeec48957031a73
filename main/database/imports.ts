// Queries on the imports table: what was imported, when, and with which answers of the user.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

const IMPORT_KINDS = ['radiographs', 'pictures', 'class-folders', 'cohort-hdf5', 'labels', 'splits'] as const;

export interface ImportRecord {
  /** SHA-256 over what was imported and how: the same import twice is one row. */
  readonly importId: string;
  readonly at: string;
  readonly kind: (typeof IMPORT_KINDS)[number];
  /** The sources by digest, the user's answers, the label mapping. Never names or paths: those stand in the key table. */
  readonly detail: Readonly<Record<string, unknown>>;
}

const Row = z.object({ import_id: z.string(), at: z.string(), kind: z.enum(IMPORT_KINDS), detail: z.string() });

const Detail = z.record(z.string(), z.unknown());

/** Stores the record. A record of the same id stays as it is. */
export function putImport(database: StudyDatabase, { importId, at, kind, detail }: ImportRecord): void {
  database.prepare('INSERT OR IGNORE INTO imports VALUES (?, ?, ?, ?)').run(importId, at, kind, JSON.stringify(detail));
}

/** Replaces what is recorded of an import. */
export function putImportDetail(database: StudyDatabase, importId: string, detail: ImportRecord['detail']): void {
  database.prepare('UPDATE imports SET detail = ? WHERE import_id = ?').run(JSON.stringify(detail), importId);
}

/** Every import, oldest first. */
export function listImports(database: StudyDatabase): readonly ImportRecord[] {
  return database
    .prepare('SELECT * FROM imports ORDER BY at, import_id')
    .all()
    .map((raw) => {
      const row = Row.parse(raw);
      return { importId: row.import_id, at: row.at, kind: row.kind, detail: Detail.parse(JSON.parse(row.detail)) };
    });
}
