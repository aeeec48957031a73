// What every audit works with: the study, and findings with a count and a few examples.

import { z } from 'zod';
import type { StudyDatabase } from '../../database/study-database.ts';
import type { AuditFinding } from '../../domain/study/audit-report.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { picturesOf, type Pictures } from './pictures.ts';

const EXAMPLES = 10;

/** Subjects with their part of the split. A subject may wrongly be in two parts. */
export type SplitAssignment = readonly { readonly subject: string; readonly part: SplitPart }[];

export interface AuditedStudy {
  readonly database: StudyDatabase;
  /** Empty if no split is in force. */
  readonly split: SplitAssignment;
  /** Compared on the first call. */
  readonly pictures: () => Pictures;
  /** Equal for two subjects who are one person. Known only with the key table. */
  readonly personOf: (subject: string) => string;
}

/** Checks one thing. Returns no findings if all is well. */
export type Audit = (study: AuditedStudy) => readonly AuditFinding[];

export function auditedStudy(
  database: StudyDatabase,
  split: SplitAssignment,
  personOf: AuditedStudy['personOf'] = (subject) => subject,
): AuditedStudy {
  let compared: Pictures | null = null;
  return { database, split, personOf, pictures: () => (compared ??= picturesOf(database)) };
}

/** One finding over several cases. Empty without a case. */
export function findingOf(finding: Omit<AuditFinding, 'count' | 'examples'>, cases: readonly string[]): AuditFinding[] {
  return cases.length === 0 ? [] : [{ ...finding, count: cases.length, examples: cases.slice(0, EXAMPLES) }];
}

/** The first column of a query, as texts. */
export function textsOf(database: StudyDatabase, query: string): string[] {
  return z.array(z.string()).parse(database.prepare(query).pluck().all());
}

/** SQL for the name of a hip in an example. */
export const HIP_NAME = (table: string): string => `${table}.subject || ' ' || ${table}.visit || ' ' || ${table}.side`;
