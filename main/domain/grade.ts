// OARSI osteophyte grades, and the ways in which a grade can be absent without being zero.
// Altman RD, Gold GE. Atlas of individual radiographic features in osteoarthritis, revised. Osteoarthritis Cartilage 2007;15 Suppl A.

import { z } from 'zod';

/** The grades in rising order: 0 absent, 1 small or doubtful, 2 moderate or definite, 3 large or severe. */
export const GRADES = [0, 1, 2, 3] as const;

export type Grade = (typeof GRADES)[number];

export const GradeSchema = z.literal(GRADES);

/** Why a joint or a quadrant cannot be graded: the radiograph does not show it well enough, or an implant replaces it. */
export const NOT_GRADABLE_REASONS = ['technical', 'implant'] as const;

export const NotGradableReasonSchema = z.enum(NOT_GRADABLE_REASONS);

/** The variants of `QuadrantLabelSchema`, for schemas that add others. */
export const QUADRANT_LABELS = [
  z.object({ kind: z.literal('graded'), grade: GradeSchema }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('not-gradable'), reason: NotGradableReasonSchema }),
] as const;

/** What a reader says of one quadrant. Grade 0, not read and not gradable are three different things. */
export const QuadrantLabelSchema = z.discriminatedUnion('kind', QUADRANT_LABELS);

export type QuadrantLabel = Readonly<z.infer<typeof QuadrantLabelSchema>>;

export function isGrade(value: number): value is Grade {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

/** The probabilities of grades 0, 1, 2 and 3; they sum to one. */
export const GradeProbabilitiesSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();

export type GradeProbabilities = z.infer<typeof GradeProbabilitiesSchema>;
