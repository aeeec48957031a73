// The shapes that cross between the interface and the workstation. One schema is the one definition of a shape.

import { z } from 'zod';
import { QUADRANTS } from '../domain/quadrant.ts';
import { FailureSchema, GradeSchema, HipRowSchema, perFindingOf, perQuadrantOf, SideSchema } from './hip-schemas.ts';

export const QuadrantSchema = z.enum(QUADRANTS);
const PointSchema = z.object({ x: z.number(), y: z.number() });

const attention = { attentionInZone: z.number(), peak: PointSchema, peakInZone: z.boolean() };

const QuadrantGradingSchema = z.object({
  grade: GradeSchema,
  probabilities: z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly(),
  ...attention,
});

const QuadrantPresenceSchema = z.object({ present: z.boolean(), probability: z.number(), ...attention });

const FindingGradingSchema = z.object({
  grade: GradeSchema,
  probabilities: z.array(z.number()).readonly(),
  attention: z.object(attention).nullable(),
});

const timed = { milliseconds: z.number() };

/** What a model says of a hip, with its evidence. */
const HipGradingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('grades'),
    quadrants: perQuadrantOf(QuadrantGradingSchema),
    globalProbability: z.number(),
    ...timed,
  }),
  z.object({ kind: z.literal('presence'), quadrants: perQuadrantOf(QuadrantPresenceSchema), ...timed }),
  z.object({ kind: z.literal('findings'), findings: perFindingOf(FindingGradingSchema), ...timed }),
]);

const CropFrameSchema = z.object({
  originX: z.number(),
  originY: z.number(),
  step: z.number(),
  size: z.number(),
  mirrored: z.boolean(),
  spacingMm: z.number(),
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
      /** Given in a file, or found by the network that came with the program. */
      pointsFrom: z.enum(['file', 'network']),
      /** Each zone's landmarks in image pixels. */
      zones: perQuadrantOf(z.array(PointSchema)),
      zoneRadiusMm: z.number(),
      grading: HipGradingSchema.nullable(),
      /** When; tells the evidence of one grading from that of an earlier one. */
      gradedAt: z.string().nullable(),
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

export type Case = z.infer<typeof CaseSchema>;
export type StudySummary = z.infer<typeof StudySummarySchema>;
export type Progress = z.infer<typeof ProgressSchema>;
export type Job = z.infer<typeof JobSchema>;
export type Report = z.infer<typeof ReportSchema>;
