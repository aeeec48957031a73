// Labels as small numbers, so that a hundred thousand are counted in a millisecond.

import type { KnownLabel } from '../../domain/hip-label.ts';

const TECHNICAL = 4;
const IMPLANT = 5;
const ABSENT = 6;
export const MISSING = 8;

const NO_LABEL: KnownLabel = { kind: 'missing' };

const LABELS: readonly KnownLabel[] = [
  { kind: 'graded', grade: 0 },
  { kind: 'graded', grade: 1 },
  { kind: 'graded', grade: 2 },
  { kind: 'graded', grade: 3 },
  { kind: 'not-gradable', reason: 'technical' },
  { kind: 'not-gradable', reason: 'implant' },
  { kind: 'binary', present: false },
  { kind: 'binary', present: true },
  NO_LABEL,
];

/** The label of a code; a code that no label has is missing. */
export function labelOfCode(code: number): KnownLabel {
  return LABELS[code] ?? NO_LABEL;
}

/** SQL that turns the columns of a reading or a label into a code. A grade outside the scale counts as missing. */
export function codeSql(kind: string, grade: string, reason: string): string {
  return `CASE ${kind} WHEN 'graded' THEN CASE WHEN ${grade} BETWEEN 0 AND 3 THEN ${grade} ELSE ${MISSING} END
    WHEN 'binary' THEN ${ABSENT} + (${grade} > 0) WHEN 'not-gradable' THEN CASE ${reason} WHEN 'implant' THEN ${IMPLANT} ELSE ${TECHNICAL} END
    ELSE ${MISSING} END`;
}
