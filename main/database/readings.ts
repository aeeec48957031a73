// Queries on the readings table: a reader's label of each quadrant. A quadrant without a row has not been read.

import { z } from 'zod';
import { isGrade, NotGradableReasonSchema, type QuadrantLabel } from '../domain/grade.ts';
import { perQuadrant, QuadrantSchema, type PerQuadrant, type Quadrant } from '../domain/quadrant.ts';
import type { StudyDatabase } from './study-database.ts';
import { addReadingVersion } from './versions.ts';

export interface ReadingRecord {
  readonly hipId: string;
  readonly quadrant: Quadrant;
  readonly reader: string;
  readonly label: QuadrantLabel;
  readonly readAt: string;
  /** Why the reader changed an earlier reading. */
  readonly why?: string | null;
}

const Row = z.object({
  hip_id: z.string(),
  quadrant: QuadrantSchema,
  kind: z.enum(['graded', 'not-gradable']),
  grade: z.number().nullable(),
  reason: NotGradableReasonSchema.nullable(),
});

/** Saves a reading, or deletes it if the label is `missing`. A changed one becomes a version, and one that is given a reason. */
export function putReading(database: StudyDatabase, record: ReadingRecord): void {
  const { hipId, quadrant, reader, label, readAt, why = null } = record;
  const key = [hipId, quadrant, reader] as const;
  const grade = label.kind === 'graded' ? label.grade : null;
  const reason = label.kind === 'not-gradable' ? label.reason : null;
  database.transaction(() => {
    const before = readingOf(database, record);
    if (why !== null || !sameLabel(before, label))
      addReadingVersion(
        database,
        { hipId, quadrant },
        { before: orNull(before), after: orNull(label), who: reader, at: readAt, why },
      );
    database.prepare('DELETE FROM readings WHERE hip_id = ? AND quadrant = ? AND reader = ?').run(...key);
    if (label.kind === 'missing') return;
    database.prepare('INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)').run(...key, label.kind, grade, reason, readAt);
  })();
}

/** One reader's label of a quadrant. */
export function readingOf(
  database: StudyDatabase,
  { hipId, quadrant, reader }: Pick<ReadingRecord, 'hipId' | 'quadrant' | 'reader'>,
): QuadrantLabel {
  const found = database
    .prepare('SELECT * FROM readings WHERE hip_id = ? AND quadrant = ? AND reader = ?')
    .get(hipId, quadrant, reader);
  return labelOf(found === undefined ? undefined : Row.parse(found));
}

export function sameLabel(a: QuadrantLabel, b: QuadrantLabel): boolean {
  if (a.kind === 'graded') return b.kind === 'graded' && a.grade === b.grade;
  if (a.kind === 'not-gradable') return b.kind === 'not-gradable' && a.reason === b.reason;
  return b.kind === 'missing';
}

function orNull(label: QuadrantLabel): QuadrantLabel | null {
  return label.kind === 'missing' ? null : label;
}

/** One reader's labels of several hips. Hips never read are left out. */
export function readingsOfHips(
  database: StudyDatabase,
  hipIds: readonly string[],
  reader: string,
): ReadonlyMap<string, PerQuadrant<QuadrantLabel>> {
  const rows = database
    .prepare('SELECT * FROM readings WHERE reader = ? AND hip_id IN (SELECT value FROM json_each(?))')
    .all(reader, JSON.stringify(hipIds))
    .map((row) => Row.parse(row));
  return new Map(
    [...Map.groupBy(rows, (row) => row.hip_id)].map(([hipId, own]) => [
      hipId,
      perQuadrant((quadrant) => labelOf(own.find((row) => row.quadrant === quadrant))),
    ]),
  );
}

function labelOf(row: z.infer<typeof Row> | undefined): QuadrantLabel {
  if (row?.grade !== undefined && row.grade !== null && isGrade(row.grade)) return { kind: 'graded', grade: row.grade };
  if (row?.reason !== undefined && row.reason !== null) return { kind: 'not-gradable', reason: row.reason };
  return { kind: 'missing' };
}
