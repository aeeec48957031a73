// What an audit says: how much it matters, what was found, how often, where for example, and what to do.

import { z } from 'zod';
import type { StudyDatabase } from '../../database/study-database.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { picturesOf, type Pictures } from './pictures.ts';

/** `blocks` stops a training; `warning` should be looked at first; `note` is good to know. */
export const SEVERITIES = ['blocks', 'warning', 'note'] as const;

export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  readonly audit: AuditName;
  readonly severity: Severity;
  /** What was found, in a sentence. */
  readonly message: string;
  readonly count: number;
  /** At most `EXAMPLES` subjects, hips or files by their name in the study. */
  readonly examples: readonly string[];
  readonly remedy: string;
}

const EXAMPLES = 10;

/** In the order in which they are run and shown. */
export const AUDIT_NAMES = [
  'subject-leak',
  'duplicate-pictures',
  'laterality',
  'label-range',
  'label-conflict',
  'label-gaps',
  'unlabelled',
  'landmarks',
  'split-coverage',
  'orphan-labels',
  'repeated-visits',
] as const;

export type AuditName = (typeof AUDIT_NAMES)[number];

/** Subjects with their part, as they are used: a subject may wrongly stand in two. */
export type SplitAssignment = readonly { readonly subject: string; readonly part: SplitPart }[];

export interface AuditedStudy {
  readonly database: StudyDatabase;
  /** Empty where no split is in force. */
  readonly split: SplitAssignment;
  /** Compared when first asked for. */
  readonly pictures: () => Pictures;
}

/** Looks at one thing; no findings where all is well. */
export type Audit = (study: AuditedStudy) => readonly Finding[];

export function auditedStudy(database: StudyDatabase, split: SplitAssignment): AuditedStudy {
  let compared: Pictures | null = null;
  return { database, split, pictures: () => (compared ??= picturesOf(database)) };
}

/** One finding over several cases; nothing where there is none. */
export function findingOf(finding: Omit<Finding, 'count' | 'examples'>, cases: readonly string[]): Finding[] {
  return cases.length === 0 ? [] : [{ ...finding, count: cases.length, examples: cases.slice(0, EXAMPLES) }];
}

/** The first column of a query, as texts. */
export function textsOf(database: StudyDatabase, query: string): string[] {
  return z.array(z.string()).parse(database.prepare(query).pluck().all());
}

/** How a hip is named in an example. */
export const HIP_NAME = (table: string): string => `${table}.subject || ' ' || ${table}.visit || ' ' || ${table}.side`;
