// Queries on the splits table: the part of each subject in each named split.

import { z } from 'zod';
import { SplitPartSchema, type PartCounts, type Split, type SplitPart } from '../domain/study/split.ts';
import type { StudyDatabase } from './study-database.ts';

/** Replaces the split of this name. */
export function putSplit(database: StudyDatabase, name: string, parts: ReadonlyMap<string, SplitPart>): void {
  const put = database.prepare('INSERT INTO splits VALUES (?, ?, ?)');
  database.transaction(() => {
    database.prepare('DELETE FROM splits WHERE split_name = ?').run(name);
    for (const [subject, part] of parts) put.run(name, subject, part);
  })();
}

/** The part of each subject in a split. Empty if there is no such split. */
export function splitByName(database: StudyDatabase, name: string): ReadonlyMap<string, SplitPart> {
  const rows = database.prepare('SELECT subject, part FROM splits WHERE split_name = ? ORDER BY subject').all(name);
  const Row = z.object({ subject: z.string(), part: SplitPartSchema });
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map((row) => [row.subject, row.part]),
  );
}

/** All splits with their counts, by name. */
export function listSplits(database: StudyDatabase): readonly Pick<Split, 'name' | 'subjects'>[] {
  const rows = database
    .prepare('SELECT split_name, part, count(*) AS subjects FROM splits GROUP BY split_name, part ORDER BY split_name')
    .all();
  const Row = z.object({ split_name: z.string(), part: SplitPartSchema, subjects: z.number() });
  const byName = Map.groupBy(z.array(Row).parse(rows), (row) => row.split_name);
  return [...byName].map(([name, own]) => {
    const count = (part: SplitPart): number => own.find((row) => row.part === part)?.subjects ?? 0;
    const subjects: PartCounts = { train: count('train'), val: count('val'), test: count('test') };
    return { name, subjects };
  });
}

const IN_FORCE = 'split';

/** The name of the split in force. Null if none was chosen. */
export function splitInForce(database: StudyDatabase): string | null {
  return z
    .string()
    .nullable()
    .parse(database.prepare('SELECT value FROM settings WHERE name = ?').pluck().get(IN_FORCE) ?? null);
}

export function chooseSplit(database: StudyDatabase, name: string): void {
  database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)').run(IN_FORCE, name);
}
