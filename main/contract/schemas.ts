// The shapes that cross between the interface and the workstation. One schema is the one definition of a shape.

import { z } from 'zod';
import { FAILURE_CODES } from '../domain/failure.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import { SIDES } from '../domain/hip.ts';

const FailureSchema = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });

const SideSchema = z.enum(SIDES);
export const QuadrantSchema = z.enum(QUADRANTS);
const GradeSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);

const perQuadrant = <T extends z.ZodType>(value: T) =>
  z.object({ 'femur-superior': value, 'femur-inferior': value, 'acetabulum-superior': value, 'acetabulum-inferior': value });

const PointSchema = z.object({ x: z.number(), y: z.number() });

/** A reader's word on one quadrant. */
export const QuadrantLabelSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('graded'), grade: GradeSchema }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('not-gradable'), reason: z.enum(['technical', 'implant']) }),
]);

const QuadrantGradingSchema = z.object({
  grade: GradeSchema,
  probabilities: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  attentionInZone: z.number(),
  peak: PointSchema,
  peakInZone: z.boolean(),
});

const HipGradingSchema = z.object({
  quadrants: perQuadrant(QuadrantGradingSchema),
  globalProbability: z.number(),
  milliseconds: z.number(),
});

const CropFrameSchema = z.object({
  originX: z.number(),
  originY: z.number(),
  step: z.number(),
  size: z.number(),
  mirrored: z.boolean(),
  spacingMm: z.number(),
});

/** One line of the worklist. */
const HipRowSchema = z.object({
  hipId: z.string(),
  subject: z.string(),
  visit: z.string(),
  side: SideSchema,
  radiographId: z.string(),
  /** Null where no model has graded the hip. */
  model: perQuadrant(GradeSchema).nullable(),
  globalProbability: z.number().nullable(),
  /** True when a positive quadrant's attention lies mostly outside its zone. */
  attentionFlag: z.boolean(),
  reading: perQuadrant(QuadrantLabelSchema),
  /** Why the hip could not be graded, where it could not. */
  problem: FailureSchema.nullable(),
});

export const HipFilterSchema = z.object({
  text: z.string().default(''),
  visit: z.string().nullable().default(null),
  side: SideSchema.nullable().default(null),
  /** Only hips whose highest model grade is one of these; empty for all. */
  highestGrade: z.array(GradeSchema).default([]),
  state: z.enum(['all', 'graded', 'ungraded', 'flagged', 'problem', 'read', 'unread']).default('all'),
  order: z.enum(['subject', 'grade', 'probability']).default('subject'),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});

const count = z.object({ value: z.string(), count: z.number() });

export const HipPageSchema = z.object({
  rows: z.array(HipRowSchema),
  total: z.number(),
  /** Counts that follow the filter, each facet counted without its own condition. */
  facets: z.object({ visit: z.array(count), side: z.array(count), highestGrade: z.array(count), state: z.array(count) }),
});

/** Everything the case screen draws, but for pixels. */
export const CaseSchema = z.object({
  row: HipRowSchema,
  radiograph: z.object({
    radiographId: z.string(),
    width: z.number(),
    height: z.number(),
    spacingMm: z.number(),
    spacingSource: z.enum(['PixelSpacing', 'ImagerPixelSpacing', 'supplied', 'estimated']),
    window: z.object({ centre: z.number(), width: z.number() }),
    monochrome1: z.boolean(),
  }),
  /** Both hips of the radiograph: the one asked for first. */
  hips: z.array(
    z.object({
      hipId: z.string(),
      side: SideSchema,
      frame: CropFrameSchema,
      /** The side's landmarks in image pixels. // [80] */
      landmarks: z.array(PointSchema),
      /** Each zone's landmarks in image pixels. */
      zones: perQuadrant(z.array(PointSchema)),
      zoneRadiusMm: z.number(),
      grading: HipGradingSchema.nullable(),
    }),
  ),
  /** The subject's other visits of the same side, oldest first, with model grades. */
  timeline: z.array(HipRowSchema),
  model: z.object({ name: z.string(), version: z.string(), limits: z.string() }).nullable(),
});

export const StudySummarySchema = z.object({
  name: z.string(),
  folder: z.string(),
  radiographs: z.number(),
  hips: z.number(),
  subjects: z.number(),
  graded: z.number(),
  read: z.number(),
  /** True for the synthetic demo. */
  synthetic: z.boolean(),
});

/** A step of long work. The last step has `state` other than `running`. */
export const ProgressSchema = z.object({
  jobId: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  /** What is being done, in words. */
  stage: z.string(),
  done: z.number(),
  total: z.number(),
  problems: z.array(z.object({ file: z.string(), failure: FailureSchema })),
  failure: FailureSchema.nullable(),
});

export const JobSchema = z.object({
  jobId: z.string(),
  kind: z.enum(['demo', 'import', 'predict', 'report', 'training']),
  progress: ProgressSchema,
});

export const EngineSchema = z.object({
  name: z.string(),
  available: z.boolean(),
  reason: z.string(),
  version: z.string().nullable(),
  device: z.string().nullable(),
  threads: z.number().nullable(),
  gflops: z.number().nullable(),
  chosen: z.boolean(),
});

export const AboutSchema = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'server', 'cli']),
  node: z.string(),
  inference: z.object({ runtime: z.string(), device: z.string() }),
  models: z.array(z.object({ name: z.string(), version: z.string(), description: z.string(), limits: z.string() })),
  /** Where reports and studies are written by default. */
  home: z.string(),
});

export const ReportFormatSchema = z.enum(['pdf', 'json', 'csv']);

export const ReportSchema = z.object({
  reportId: z.string(),
  files: z.array(z.object({ name: z.string(), format: ReportFormatSchema, bytes: z.number(), path: z.string() })),
  hips: z.number(),
  /** Hips left out, each with its reason. */
  left: z.array(z.object({ hipId: z.string(), failure: FailureSchema })),
  createdAt: z.string(),
});

export type HipRow = z.infer<typeof HipRowSchema>;
export type HipFilter = z.infer<typeof HipFilterSchema>;
export type HipPage = z.infer<typeof HipPageSchema>;
export type Case = z.infer<typeof CaseSchema>;
export type StudySummary = z.infer<typeof StudySummarySchema>;
export type Progress = z.infer<typeof ProgressSchema>;
export type Job = z.infer<typeof JobSchema>;
export type Report = z.infer<typeof ReportSchema>;
