// A hip opened for reading: everything that the case screen draws except pixels.

import { z } from 'zod';
import { CropFrameSchema, PointSchema } from '../geometry.ts';
import { HipGradingSchema } from '../grading.ts';
import { SideSchema } from '../hip.ts';
import { perQuadrantOf } from '../quadrant.ts';
import { SpacingSourceSchema } from '../radiograph.ts';
import { HipRowSchema } from './hip-row.ts';

export const CaseSchema = z.object({
  row: HipRowSchema,
  radiograph: z.object({
    radiographId: z.string(),
    width: z.number(),
    height: z.number(),
    spacingMm: z.number(),
    spacingSource: SpacingSourceSchema,
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

export type Case = z.infer<typeof CaseSchema>;
