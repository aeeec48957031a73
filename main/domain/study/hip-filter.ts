// What the worklist is filtered and ordered by, and the page of hips it answers with.

import { z } from 'zod';
import { FAILURE_CODES } from '../failure.ts';
import { GradeSchema } from '../grade.ts';
import { StrengthSchema } from '../hip-label.ts';
import { SideSchema } from '../hip.ts';
import { perQuadrantOf } from '../quadrant.ts';
import { HipRowSchema } from './hip-row.ts';
import { SPLIT_PARTS } from './split.ts';

const NONE = 'none';

const list = <T extends z.ZodType>(value: T) => z.array(value).default([]);

/** In every list: nothing chosen lets all pass, several values are joined by or; lists are joined by and. */
const conditions = {
  text: z.string().default(''),
  cohort: list(z.string()),
  visit: list(z.string()),
  side: list(SideSchema),
  split: list(z.enum([...SPLIT_PARTS, NONE])),
  strength: list(StrengthSchema),
  /** The model's highest grade. */
  highestGrade: list(GradeSchema),
  disagreement: list(z.enum(['0', '1', '2', '3', NONE])),
  problem: list(z.enum(FAILURE_CODES)),
  /** Graded or not, read or not, flagged, with a problem, not gradable: words on the same question are joined by or. */
  state: list(z.enum(['graded', 'ungraded', 'flagged', 'problem', 'read', 'unread', 'not-gradable'])),
  /** The reader's word on each quadrant, or else the table's. */
  reader: perQuadrantOf(list(z.enum(['0', '1', '2', '3', 'not-gradable', 'absent', 'present', 'missing']))).prefault({
    'femur-superior': [],
    'femur-inferior': [],
    'acetabulum-superior': [],
    'acetabulum-inferior': [],
  }),
  model: perQuadrantOf(list(z.enum(['0', '1', '2', '3', 'absent', 'present', NONE]))).prefault({
    'femur-superior': [],
    'femur-inferior': [],
    'acetabulum-superior': [],
    'acetabulum-inferior': [],
  }),
};

const OrderSchema = z.enum(['subject', 'grade', 'probability', 'disagreement']).default('subject');

/** What the worklist is filtered by. */
export const HipConditionsSchema = z.object(conditions);

export const HipSelectionSchema = z.object({ ...conditions, order: OrderSchema });

export const HipFilterSchema = z.object({
  ...conditions,
  order: OrderSchema,
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});

const counts = z.array(z.object({ value: z.string(), count: z.number() }));

export const HipPageSchema = z.object({
  rows: z.array(HipRowSchema),
  total: z.number(),
  /** Counts that follow the filter, each facet counted without its own condition. */
  facets: z.object({
    cohort: counts,
    visit: counts,
    side: counts,
    split: counts,
    strength: counts,
    highestGrade: counts,
    disagreement: counts,
    problem: counts,
    state: counts,
    reader: perQuadrantOf(counts),
    model: perQuadrantOf(counts),
  }),
});

export const SavedFilterSchema = z.object({ name: z.string().trim().min(1).max(80), filter: HipSelectionSchema });

export type HipSelection = z.infer<typeof HipSelectionSchema>;
export type HipPage = z.infer<typeof HipPageSchema>;
export type SavedFilter = z.infer<typeof SavedFilterSchema>;
