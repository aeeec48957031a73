// Every value that a hip's readings and imported labels, and the spacing of its film, have had.

import { z } from 'zod';
import { SpacingSourceSchema } from '../film/spacing.ts';
import { QuadrantLabelSchema } from '../grade.ts';
import { LabelNameSchema, LabelValueSchema } from '../label.ts';
import { QuadrantSchema } from '../quadrant.ts';
import { KneeLabelSchema } from './knee-case.ts';

/** Who made a change, when, and why. Null if no reason was given. */
const authorship = { who: z.string(), at: z.string(), why: z.string().nullable() };

/** A pixel spacing and where it came from. */
export const SpacingValueSchema = z.object({ mm: z.number().positive(), source: SpacingSourceSchema });

export type SpacingValue = z.infer<typeof SpacingValueSchema>;

/** One change. Null is a value that was not there. A change of equal values only gives a reason. */
export const HipVersionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('reading'),
    quadrant: QuadrantSchema,
    before: QuadrantLabelSchema.nullable(),
    after: QuadrantLabelSchema.nullable(),
    ...authorship,
  }),
  z.object({
    kind: z.literal('label'),
    name: LabelNameSchema,
    before: LabelValueSchema.nullable(),
    after: LabelValueSchema.nullable(),
    ...authorship,
  }),
  z.object({
    kind: z.literal('knee-reading'),
    before: KneeLabelSchema.nullable(),
    after: KneeLabelSchema.nullable(),
    ...authorship,
  }),
  z.object({ kind: z.literal('spacing'), before: SpacingValueSchema, after: SpacingValueSchema, ...authorship }),
]);

export type HipVersion = z.infer<typeof HipVersionSchema>;

/** Why a reading was changed, in the reader's words. */
export const ReasonSchema = z.string().trim().min(1).max(500);
