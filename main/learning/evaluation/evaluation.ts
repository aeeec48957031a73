// How well a model graded a set of hips: agreement with the truth, and whether it looked at the right place.

import { z } from 'zod';
import { AnyNumberSchema } from '../../domain/any-number.ts';
import { EstimateSchema, EvaluationRowSchema, MeasuredRowsSchema } from '../../domain/evaluation/evaluation.ts';
import { perQuadrantOf } from '../../domain/quadrant.ts';

/** A figure of a run's network, with its 95% interval. */
export const MeasuredFigureSchema = z
  .object({
    name: z.string(),
    value: AnyNumberSchema,
    low: AnyNumberSchema,
    high: AnyNumberSchema,
    items: z.number(),
    /** What it was measured on; the validation items if left out. */
    data: z.string().optional(),
  })
  .readonly();

export const EvaluationSchema = z
  .object({
    model: z.string(),
    seed: z.number(),
    subjects: z.number(),
    hips: z.number(),
    meanKappa: EstimateSchema,
    kappa: perQuadrantOf(EstimateSchema).readonly(),
    /** Counts by truth (row) and prediction (column). */
    confusion: perQuadrantOf(z.array(z.array(z.number()))).readonly(),
    /** AUC of the global head. */
    globalAuc: EstimateSchema,
    positiveQuadrants: z.number(),
    /** The share of quadrants truly above grade 0 whose Grad-CAM of P(grade >= 1) peaks inside the zone. */
    peakInZone: EstimateSchema,
    peakInZoneByQuadrant: perQuadrantOf(AnyNumberSchema).readonly(),
    /** The mean share of Grad-CAM mass inside the zone, over the same quadrants. */
    attentionInZone: EstimateSchema,
    millisecondsPerHip: AnyNumberSchema,
    /** Every figure, and the rows from which all of them follow. */
    measured: MeasuredRowsSchema,
    rows: z.array(EvaluationRowSchema).readonly(),
  })
  .readonly();

export type Evaluation = z.infer<typeof EvaluationSchema>;
export type MeasuredFigure = z.infer<typeof MeasuredFigureSchema>;
