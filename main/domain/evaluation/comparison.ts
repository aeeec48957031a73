// Several models on the same hips: what differs between them, and how surely.

import { z } from 'zod';
import { FigureSchema } from '../any-number.ts';
import { EstimateSchema } from './evaluation.ts';
import { TRUTHS } from './truths.ts';

const TestSchema = z.object({
  /** Two-sided, and adjusted by Holm over all tests of its kind. NaN if the test is not defined. */
  p: FigureSchema,
  adjusted: FigureSchema,
});

/** AUCs of presence (grade 1 and above), compared by DeLong with subjects as clusters. */
const DelongSchema = TestSchema.extend({
  answer: z.string(),
  first: FigureSchema,
  second: FigureSchema,
  difference: EstimateSchema,
  z: FigureSchema,
});

/** Which hips are graded exactly right, compared by McNemar. */
const McNemarSchema = TestSchema.extend({ answer: z.string(), onlyFirst: z.number(), onlySecond: z.number() });

/** The mean distance to the truth of each subject, compared by Wilcoxon. */
const WilcoxonSchema = TestSchema.extend({ statistic: z.number(), pairs: z.number() });

const PairSchema = z.object({
  first: z.string(),
  second: z.string(),
  /** First minus second, on the same draws of subjects. */
  differences: z.record(z.string(), EstimateSchema).readonly(),
  delong: z.array(DelongSchema).readonly(),
  mcnemar: z.array(McNemarSchema).readonly(),
  wilcoxon: WilcoxonSchema,
});

export const ComparisonSchema = z.object({
  split: z.string(),
  splitName: z.string(),
  truth: z.enum(TRUTHS),
  /** The hips that every model answered. */
  hips: z.number(),
  subjects: z.number(),
  seed: z.number(),
  draws: z.number(),
  models: z
    .array(
      z.object({
        name: z.string(),
        evaluationId: z.string(),
        figures: z.record(z.string(), EstimateSchema).readonly(),
        /** The ROC of presence of each answer, from (0, 0) to (1, 1). */
        roc: z.record(z.string(), z.array(z.object({ falsePositives: z.number(), truePositives: z.number() }))),
      }),
    )
    .readonly(),
  /** Only the entries of the recipes that differ; null where a recipe lacks one. In the order of the models. */
  recipes: z.array(z.object({ entry: z.string(), values: z.array(z.string().nullable()) })).readonly(),
  pairs: z.array(PairSchema).readonly(),
});

export type Comparison = Readonly<z.infer<typeof ComparisonSchema>>;
export type ComparedPair = Comparison['pairs'][number];
