// A hip opened for reading: everything that the case screen draws except pixels.

import { z } from 'zod';
import { CaseModelSchema } from './case-model.ts';
import { FINDINGS, perFindingOf } from '../finding.ts';
import { GradeSchema } from '../grade.ts';
import { CropFrameSchema, ImagePointSchema } from '../geometry.ts';
import { HEATMAP_SCORES, HipGradingSchema } from '../grading.ts';
import { SideSchema } from '../hip.ts';
import { perQuadrantOf, QUADRANTS } from '../quadrant.ts';
import { StudyRadiographSchema } from '../radiograph.ts';
import { HipQualitySchema } from '../film/quality.ts';
import { WarningsSchema } from '../film/warning.ts';
import { HipRowSchema } from './hip-row.ts';

/** A grading of the hip's present crop, in force or not. One of three says what the model answered. */
const GradingVersionSchema = z.object({
  model: z.object({ name: z.string(), version: z.string() }),
  gradedAt: z.string(),
  inForce: z.boolean(),
  /** What its heatmaps explain. */
  scores: z.array(z.enum(HEATMAP_SCORES)),
  grades: perQuadrantOf(GradeSchema).nullable(),
  presence: perQuadrantOf(z.boolean()).nullable(),
  findings: perFindingOf(GradeSchema).nullable(),
});

export const CaseSchema = z.object({
  row: HipRowSchema,
  /** `pixels` is the SHA-256 of the stored pixels. */
  radiograph: StudyRadiographSchema.extend({ pixels: z.string() }),
  /** Both hips of the radiograph, the requested one first. */
  hips: z.array(
    z.object({
      hipId: z.string(),
      side: SideSchema,
      frame: CropFrameSchema,
      /** The side's landmarks in image pixels. // [80] */
      landmarks: z.array(ImagePointSchema),
      /** From a file, or found by the network that comes with the program. */
      pointsFrom: z.enum(['file', 'network']),
      /** Null if the hip came without points to measure its picture with. */
      quality: HipQualitySchema.nullable(),
      warnings: WarningsSchema,
      /** Each zone's landmarks in image pixels. */
      zones: perQuadrantOf(z.array(ImagePointSchema)),
      zoneRadiusMm: z.number(),
      grading: HipGradingSchema.nullable(),
      /** Tells the evidence of this grading from that of an earlier one. */
      gradedAt: z.string().nullable(),
      /** The true outline of each osteophyte in image pixels, which is known for synthetic films. */
      trueOutlines: perQuadrantOf(z.array(ImagePointSchema).nullable()),
      /** The share of the evidence inside the true outline, 0 to 1, of each answer that has one. */
      inOutline: z.partialRecord(z.enum([...QUADRANTS, ...FINDINGS]), z.number()),
      /** What its heatmaps explain. Empty if the hip is not graded. */
      scores: z.array(z.enum(HEATMAP_SCORES)),
    }),
  ),
  /** The subject's other visits of the same side, oldest first, with model grades. */
  timeline: z.array(HipRowSchema),
  model: CaseModelSchema.nullable(),
  /** Every model's gradings of the hip, newest first. */
  gradings: z.array(GradingVersionSchema),
});

export type GradingVersion = z.infer<typeof GradingVersionSchema>;
export type Case = z.infer<typeof CaseSchema>;
