// What label tables say of a joint: grades of findings, yes/no answers, and why a joint could not be graded.

import { z } from 'zod';
import { NotGradableReasonSchema } from './grade.ts';
import type { Hip } from './hip.ts';
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

export const LabelNameSchema = z.enum(LABEL_NAMES);

/** The Kellgren-Lawrence scale ends at 4, every other scale at 3. */
export function highestGradeOf(name: LabelName): 3 | 4 {
  return name === 'kl' ? 4 : 3;
}

/** A label that a table gives. A label that it does not give is absent: missing is not 0. */
export const LabelValueSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('graded'), value: z.number() }),
  z.object({ kind: z.literal('binary'), value: z.union([z.literal(0), z.literal(1)]) }),
  z.object({ kind: z.literal('not-gradable'), reason: NotGradableReasonSchema }),
]);

export type LabelValue = Readonly<z.infer<typeof LabelValueSchema>>;

export type NamedLabels = Readonly<Partial<Record<LabelName, LabelValue>>>;

/** A joint at a visit with its labels, and the table's other columns as written. */
export interface LabelledJoint extends Hip {
  readonly cohort: string;
  readonly labels: NamedLabels;
  readonly metadata: Readonly<Record<string, string>>;
}
