// What a cohort's table says of a hip: grades, osteophytes only as present or absent, or one answer for the whole joint.

import { z } from 'zod';
import { isGrade, QUADRANT_LABELS, type Grade } from './grade.ts';
import { QUADRANTS, type PerQuadrant } from './quadrant.ts';

/** What is known of one quadrant: a reader's label, or a table's that only says whether there is an osteophyte. */
export const KnownLabelSchema = z.discriminatedUnion('kind', [
  ...QUADRANT_LABELS,
  z.object({ kind: z.literal('binary'), present: z.boolean() }),
]);

export type KnownLabel = Readonly<z.infer<typeof KnownLabelSchema>>;

/**
 * How much is known: grades of every quadrant; of some; quadrants only as present or absent; only the joint as a whole; nothing.
 * Strong and weak as in Ye's weak supervision, where a hip is strong when all supervised quadrants carry grades.
 */
export const STRENGTHS = ['strong', 'partial', 'binary', 'weak', 'none'] as const;

export type Strength = (typeof STRENGTHS)[number];

export const StrengthSchema = z.enum(STRENGTHS);

export interface HipLabel {
  readonly quadrants: PerQuadrant<KnownLabel>;
  /** Whether the joint has any osteophyte. Null if no table says. */
  readonly global: boolean | null;
}

export function strengthOf({ quadrants, global }: HipLabel): Strength {
  const kinds = QUADRANTS.map((quadrant) => quadrants[quadrant].kind);
  if (kinds.every((kind) => kind === 'graded')) return 'strong';
  if (kinds.includes('graded')) return 'partial';
  if (kinds.includes('binary')) return 'binary';
  return global === null ? 'none' : 'weak';
}

/** The largest difference in grades between label and model. Null if no quadrant has both. */
export function disagreementOf(label: PerQuadrant<KnownLabel>, model: PerQuadrant<Grade> | null): Grade | null {
  if (model === null) return null;
  let largest: Grade | null = null;
  for (const quadrant of QUADRANTS) {
    const own = label[quadrant];
    if (own.kind !== 'graded') continue;
    const difference = Math.abs(own.grade - model[quadrant]);
    if (isGrade(difference) && (largest === null || difference > largest)) largest = difference;
  }
  return largest;
}
