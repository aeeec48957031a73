// What the worklist is filtered and ordered by, and the page of hips it answers with.

import { z } from 'zod';
import { FailureCodeSchema } from '../failure.ts';
import { GradeSchema } from '../grade.ts';
import { StrengthSchema } from '../hip-label.ts';
import { SideSchema } from '../hip.ts';
import type { Immutable } from '../immutable.ts';
import { perQuadrant, perQuadrantOf } from '../quadrant.ts';
import { HipRowSchema } from './hip-row.ts';
import { SPLIT_PARTS } from './split.ts';

/** Stands for a hip that has no value: no split, no grade, nothing to compare. */
export const NO_VALUE = 'none';

/** A grade, or a difference of two grades, as a word. */
export const GRADE_WORDS = ['0', '1', '2', '3', NO_VALUE] as const;

/** What a quadrant's reading or imported label can be. Readings never say only absent or present. */
export const LABEL_WORDS = ['0', '1', '2', '3', 'not-gradable', 'absent', 'present', 'missing'] as const;

/** What a model can say of a quadrant. */
export const MODEL_WORDS = ['0', '1', '2', '3', 'absent', 'present', NO_VALUE] as const;

/** What the model, the reader or an imported table can say of a knee. Only readers say that it is not gradable. */
export const KNEE_WORDS = ['0', '1', '2', '3', '4', 'not-gradable', NO_VALUE] as const;

/** In the order in which the worklist offers them. */
export const HIP_STATES = [
  'graded',
  'ungraded',
  'flagged',
  'unlike',
  'problem',
  'read',
  'partly-read',
  'unread',
  'not-gradable',
] as const;

/** What the worklist can be sorted by. Values that are graded put the highest first, words the first of the alphabet. */
export const ORDERS = [
  'subject',
  'visit',
  'side',
  'grade',
  'probability',
  'uncertainty',
  'reading',
  'label',
  'disagreement',
  'labelDisagreement',
  'split',
  'state',
  'gradedBy',
] as const;

const list = <T extends z.ZodType>(value: T) => z.array(value).default([]);

/** An empty list lets every hip pass. Values of one list are joined by or, lists by and. */
const conditions = {
  /** Part of a hip's id, in upper or lower case. */
  text: z.string().default(''),
  cohort: list(z.string()),
  visit: list(z.string()),
  side: list(SideSchema),
  /** Part of the split in force. */
  split: list(z.enum([...SPLIT_PARTS, NO_VALUE])),
  strength: list(StrengthSchema),
  /** The model's highest grade. */
  highestGrade: list(GradeSchema),
  /** The largest difference between reading and model. */
  disagreement: list(z.enum(GRADE_WORDS)),
  /** The largest difference between imported label and model. */
  labelDisagreement: list(z.enum(GRADE_WORDS)),
  /** The model of the grades, as name and version. */
  gradedBy: list(z.string()),
  problem: list(FailureCodeSchema),
  /** Answers to the same question, such as read and unread, are joined by or; different questions by and. */
  state: list(z.enum(HIP_STATES)),
  /** The reader's grade of each quadrant. */
  reader: perQuadrantOf(list(z.enum(LABEL_WORDS))).prefault(perQuadrant(() => [])),
  /** The imported label of each quadrant. */
  label: perQuadrantOf(list(z.enum(LABEL_WORDS))).prefault(perQuadrant(() => [])),
  model: perQuadrantOf(list(z.enum(MODEL_WORDS))).prefault(perQuadrant(() => [])),
  /** The grades of knees by Kellgren and Lawrence. */
  kneeReading: list(z.enum(KNEE_WORDS)),
  kneeLabel: list(z.enum(KNEE_WORDS)),
  kneeModel: list(z.enum(KNEE_WORDS)),
};

const sorting = {
  order: z.enum(ORDERS).default('subject'),
  /** Turns the order around. Hips without a value stay last. */ reversed: z.boolean().default(false),
};

/** What the worklist is filtered by. */
export const HipConditionsSchema = z.object(conditions);

export const HipSelectionSchema = z.object({ ...conditions, ...sorting });

export const HipFilterSchema = z.object({
  ...conditions,
  ...sorting,
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});

const CountsSchema = z.array(z.object({ value: z.string(), count: z.number() }));

export const HipPageSchema = z.object({
  rows: z.array(HipRowSchema),
  total: z.number(),
  /** Counts that follow the filter. Each facet is counted without its own condition. */
  facets: z.object({
    cohort: CountsSchema,
    visit: CountsSchema,
    side: CountsSchema,
    split: CountsSchema,
    strength: CountsSchema,
    highestGrade: CountsSchema,
    disagreement: CountsSchema,
    labelDisagreement: CountsSchema,
    gradedBy: CountsSchema,
    problem: CountsSchema,
    state: CountsSchema,
    reader: perQuadrantOf(CountsSchema),
    label: perQuadrantOf(CountsSchema),
    model: perQuadrantOf(CountsSchema),
    kneeReading: CountsSchema,
    kneeLabel: CountsSchema,
    kneeModel: CountsSchema,
  }),
});

export const SavedFilterSchema = z.object({ name: z.string().trim().min(1).max(80), filter: HipSelectionSchema });

export type LabelWord = (typeof LABEL_WORDS)[number];
export type ModelWord = (typeof MODEL_WORDS)[number];
export type HipState = (typeof HIP_STATES)[number];
export type HipOrder = (typeof ORDERS)[number];
export type HipConditions = Immutable<z.infer<typeof HipConditionsSchema>>;
export type HipSelection = z.infer<typeof HipSelectionSchema>;
export type HipPage = z.infer<typeof HipPageSchema>;
export type Facets = HipPage['facets'];
export type FacetCount = z.infer<typeof CountsSchema>[number];
export type SavedFilter = z.infer<typeof SavedFilterSchema>;
