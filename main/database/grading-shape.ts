// The stored shape of a grading's quadrants, checked when a row is read.

import { z } from 'zod';
import type { HipGrading } from '../domain/grading.ts';

const Grade = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);

const Quadrant = z.object({
  grade: Grade,
  probabilities: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  attentionInZone: z.number(),
  peak: z.object({ x: z.number(), y: z.number() }),
  peakInZone: z.boolean(),
});

const QuadrantGradingsSchema = z.object({
  'femur-superior': Quadrant,
  'femur-inferior': Quadrant,
  'acetabulum-superior': Quadrant,
  'acetabulum-inferior': Quadrant,
});

export const HipGradingSchema: z.ZodType<HipGrading> = z.object({
  quadrants: QuadrantGradingsSchema,
  globalProbability: z.number(),
  milliseconds: z.number(),
});
