// One line of the worklist: a hip with what the model, the reader and the imported tables say about it.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';
import { perFindingOf } from '../finding.ts';
import { GradeSchema, QuadrantLabelSchema } from '../grade.ts';
import { KnownLabelSchema, StrengthSchema } from '../hip-label.ts';
import { SideSchema } from '../hip.ts';
import { perQuadrantOf } from '../quadrant.ts';
import { SplitPartSchema } from './split.ts';

export const HipRowSchema = z.object({
  hipId: z.string(),
  subject: z.string(),
  visit: z.string(),
  side: SideSchema,
  cohort: z.string(),
  radiographId: z.string(),
  /** What a model says, at most one of the three: grades of the quadrants, whether they have osteophytes, or grades of findings. */
  model: perQuadrantOf(GradeSchema).nullable(),
  presence: perQuadrantOf(z.boolean()).nullable(),
  findings: perFindingOf(GradeSchema).nullable(),
  globalProbability: z.number().nullable(),
  /** True when a positive quadrant's attention lies mostly outside its zone. */
  attentionFlag: z.boolean(),
  reading: perQuadrantOf(QuadrantLabelSchema),
  /** What the imported tables say. */
  label: perQuadrantOf(KnownLabelSchema),
  /** Whether a table says that there is any osteophyte; null where none says. */
  globalLabel: z.boolean().nullable(),
  /** How much reading and label together say. */
  strength: StrengthSchema,
  /** Part of the split in force. */
  split: SplitPartSchema.nullable(),
  /** Largest difference in grades between label and model; null where they cannot be compared. */
  disagreement: GradeSchema.nullable(),
  /** Why the hip could not be graded, where it could not. */
  problem: FailureSchema.nullable(),
});

export type HipRow = z.infer<typeof HipRowSchema>;
