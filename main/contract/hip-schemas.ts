// The worklist as it crosses between the interface and the workstation: its lines, its filter, its counts.

import { z } from 'zod';
import { FAILURE_CODES } from '../domain/failure.ts';
import { perFinding } from '../domain/finding.ts';
import { SIDES } from '../domain/hip.ts';
import { STRENGTHS } from '../domain/hip-label.ts';
import { SPLIT_PARTS } from '../domain/label.ts';

export const FailureSchema = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });
export const SideSchema = z.enum(SIDES);
export const GradeSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
const SplitPartSchema = z.enum(SPLIT_PARTS);

export const perQuadrantOf = <T extends z.ZodType>(value: T) =>
  z.object({ 'femur-superior': value, 'femur-inferior': value, 'acetabulum-superior': value, 'acetabulum-inferior': value });

export const perFindingOf = <T extends z.ZodType>(value: T) => z.object(perFinding(() => value));

const labels = [
  z.object({ kind: z.literal('graded'), grade: GradeSchema }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('not-gradable'), reason: z.enum(['technical', 'implant']) }),
] as const;

/** A reader's word on one quadrant. */
export const QuadrantLabelSchema = z.discriminatedUnion('kind', labels);

/** A table's word, which may only say whether there is an osteophyte. */
const KnownLabelSchema = z.discriminatedUnion('kind', [...labels, z.object({ kind: z.literal('binary'), present: z.boolean() })]);

/** One line of the worklist. */
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
  strength: z.enum(STRENGTHS),
  /** Part of the split in force. */
  split: SplitPartSchema.nullable(),
  /** Largest difference in grades between label and model; null where they cannot be compared. */
  disagreement: GradeSchema.nullable(),
  /** Why the hip could not be graded, where it could not. */
  problem: FailureSchema.nullable(),
});

const NONE = 'none';

const list = <T extends z.ZodType>(value: T) => z.array(value).default([]);

/** In every list: nothing chosen lets all pass, several values are joined by or; lists are joined by and. */
const conditions = {
  text: z.string().default(''),
  cohort: list(z.string()),
  visit: list(z.string()),
  side: list(SideSchema),
  split: list(z.enum([...SPLIT_PARTS, NONE])),
  strength: list(z.enum(STRENGTHS)),
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

/** Which grades occur together among the hips of a filter. */
export const CoOccurrenceSchema = z.object({
  hips: z.number(),
  /** How many hips have grade g in quadrant a and grade h in quadrant b. // [a 4, b 4, g 4, h 4] */
  label: z.array(z.number()).length(256),
  model: z.array(z.number()).length(256),
  /** How many hips are labelled g and graded h by the model in quadrant a. // [a 4, g 4, h 4] */
  agreement: z.array(z.number()).length(64),
});

export const SavedFilterSchema = z.object({ name: z.string().trim().min(1).max(80), filter: HipSelectionSchema });

export type HipRow = z.infer<typeof HipRowSchema>;
export type HipSelection = z.infer<typeof HipSelectionSchema>;
export type HipPage = z.infer<typeof HipPageSchema>;
export type CoOccurrence = z.infer<typeof CoOccurrenceSchema>;
export type SavedFilter = z.infer<typeof SavedFilterSchema>;
