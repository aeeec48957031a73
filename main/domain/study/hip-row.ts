// One line of the worklist: a hip with what the model, the reader and the imported tables say about it.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';
import { perFindingOf } from '../finding.ts';
import { GradeSchema, QuadrantLabelSchema } from '../grade.ts';
import { KnownLabelSchema, StrengthSchema } from '../hip-label.ts';
import { HipSchema } from '../hip.ts';
import { perQuadrantOf } from '../quadrant.ts';
import { KneeSummarySchema } from './knee-case.ts';
import { SplitPartSchema } from './split.ts';

export const HipRowSchema = z.object({
  hipId: z.string(),
  ...HipSchema.shape,
  /** The subject as the owner of the study knows it: the patient's number if the key table is there. */
  name: z.string(),
  cohort: z.string(),
  radiographId: z.string(),
  /** SHA-256 of the hip's small picture. Null if the hip has none. */
  thumbnail: z.string().nullable(),
  /** What a model says. At most one of three: grades of the quadrants, whether they have osteophytes, grades of findings. */
  model: perQuadrantOf(GradeSchema).nullable(),
  presence: perQuadrantOf(z.boolean()).nullable(),
  findings: perFindingOf(GradeSchema).nullable(),
  globalProbability: z.number().nullable(),
  /** The model of these grades, as name and version. Null if no model graded the hip. */
  gradedBy: z.string().nullable(),
  /** The largest of 1 - P(chosen answer) over the model's answers. */
  uncertainty: z.number().nullable(),
  /** True if the attention of a positive quadrant lies mostly outside its zone. */
  attentionFlag: z.boolean(),
  /** True if the model finds the picture unlike those that it learned from. */
  unlike: z.boolean(),
  reading: perQuadrantOf(QuadrantLabelSchema),
  /** What the imported tables say. */
  label: perQuadrantOf(KnownLabelSchema),
  /** Whether the joint has any osteophyte. Null if no table says. */
  globalLabel: z.boolean().nullable(),
  /** How much the reading and the label together say. */
  strength: StrengthSchema,
  /** Part of the split in force. */
  split: SplitPartSchema.nullable(),
  /** Largest difference in grades between reading and model. Null if no quadrant has both. */
  disagreement: GradeSchema.nullable(),
  /** What is said of a knee. Absent for hips. */
  knee: KneeSummarySchema.optional(),
  /** The same between imported label and model. */
  labelDisagreement: GradeSchema.nullable(),
  /** Why the hip cannot be graded. Null if it can. */
  problem: FailureSchema.nullable(),
});

export type HipRow = z.infer<typeof HipRowSchema>;
