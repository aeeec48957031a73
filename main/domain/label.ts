// What label tables say of a joint: graded findings, yes/no answers, and joints that could not be graded.

import type { Side } from './hip.ts';
import { QUADRANTS } from './quadrant.ts';

/** Every label a study keeps, with the highest grade it can have. */
export const LABEL_NAMES = [
  ...QUADRANTS,
  'global',
  'joint-space-narrowing',
  'femoral-osteophytes',
  'acetabular-osteophytes',
  'sclerosis',
  'cysts',
  'flattening',
  'kl',
] as const;

export type LabelName = (typeof LABEL_NAMES)[number];

/** The Kellgren-Lawrence scale ends at 4, every other at 3. */
export function highestGradeOf(name: LabelName): 3 | 4 {
  return name === 'kl' ? 4 : 3;
}

/** A label that was given. One that was not given is absent: missing is not 0. */
export type LabelValue =
  | { readonly kind: 'graded'; readonly value: number }
  | { readonly kind: 'binary'; readonly value: 0 | 1 }
  | { readonly kind: 'not-gradable'; readonly reason: 'technical' | 'implant' };

export type NamedLabels = Readonly<Partial<Record<LabelName, LabelValue>>>;

/** One line of a label table: a joint at a visit, its labels, and the columns that are no labels as written. */
export interface LabelledJoint {
  readonly cohort: string;
  readonly subject: string;
  readonly visit: string;
  readonly side: Side;
  readonly labels: NamedLabels;
  readonly metadata: Readonly<Record<string, string>>;
}
