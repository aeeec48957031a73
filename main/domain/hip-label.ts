// What a cohort's table says of a hip: grades, quadrants known only as present or absent, or one word on the whole joint.

import { z } from 'zod';
import { QUADRANT_LABELS, type Grade, type QuadrantLabel } from './grade.ts';
import { QUADRANTS, type PerQuadrant } from './quadrant.ts';

/** A reader's word, or a table's that only says whether there is an osteophyte. */
export type KnownLabel = QuadrantLabel | { readonly kind: 'binary'; readonly present: boolean };

export const KnownLabelSchema = z.discriminatedUnion('kind', [
  ...QUADRANT_LABELS,
  z.object({ kind: z.literal('binary'), present: z.boolean() }),
]);

/**
 * How much is known: every quadrant graded; some of them; quadrants only as present or absent; only the joint as a whole; nothing.
 * Strong and weak as in Ye's weak supervision, where a hip is strong when all supervised quadrants carry grades.
 */
export const STRENGTHS = ['strong', 'partial', 'binary', 'weak', 'none'] as const;

export type Strength = (typeof STRENGTHS)[number];

export const StrengthSchema = z.enum(STRENGTHS);

export interface HipLabel {
  readonly quadrants: PerQuadrant<KnownLabel>;
  /** Whether any osteophyte is known to be there; null where nobody said. */
  readonly global: boolean | null;
}

export function strengthOf({ quadrants, global }: HipLabel): Strength {
  const kinds = QUADRANTS.map((quadrant) => quadrants[quadrant].kind);
  if (kinds.every((kind) => kind === 'graded')) return 'strong';
  if (kinds.includes('graded')) return 'partial';
  if (kinds.includes('binary')) return 'binary';
  return global === null ? 'none' : 'weak';
}

/** The largest difference in grades between label and model; null where no quadrant has both. */
export function disagreementOf(label: PerQuadrant<KnownLabel>, model: PerQuadrant<Grade> | null): Grade | null {
  if (model === null) return null;
  let largest: number | null = null;
  for (const quadrant of QUADRANTS) {
    const own = label[quadrant];
    if (own.kind === 'graded') largest = Math.max(largest ?? 0, Math.abs(own.grade - model[quadrant]));
  }
  return largest as Grade | null; // the difference of two grades lies between 0 and 3
}
