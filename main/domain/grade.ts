// OARSI osteophyte grades, and the ways in which a grade can be absent without being zero.
// Altman RD, Gold GE. Atlas of individual radiographic features in osteoarthritis, revised. Osteoarthritis Cartilage 2007;15 Suppl A.

import { z } from 'zod';

/** The grades in rising order: 0 absent, 1 small or doubtful, 2 moderate or definite, 3 large or severe. */
export const GRADES = [0, 1, 2, 3] as const;

export type Grade = (typeof GRADES)[number];

export const GradeSchema = z.literal(GRADES);

/** What is known of one quadrant. Grade 0, not read and not gradable are three different things. */
export type QuadrantLabel =
  | { readonly kind: 'graded'; readonly grade: Grade }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-gradable'; readonly reason: 'technical' | 'implant' };

/** The variants of `QuadrantLabelSchema`, for schemas that know more of them. */
export const QUADRANT_LABELS = [
  z.object({ kind: z.literal('graded'), grade: GradeSchema }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('not-gradable'), reason: z.enum(['technical', 'implant']) }),
] as const;

export const QuadrantLabelSchema = z.discriminatedUnion('kind', QUADRANT_LABELS);

export function isGrade(value: number): value is Grade {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

/** The four probabilities of grades 0, 1, 2 and 3; they sum to one. */
export type GradeProbabilities = readonly [number, number, number, number];
