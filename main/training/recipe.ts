// A training run written down: everything that shapes the resulting model, and nothing about where it runs.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { BACKBONES } from '../network/backbone.ts';
import { STRATEGIES } from './tasks/hip-supervision.ts';

const phantomCohort = z.strictObject({
  kind: z.literal('phantom'),
  seed: z.int(),
  /** Groups of subjects, one after the other from the same seed, so that no subject is in two. */
  training: z
    .array(
      z.strictObject({
        subjects: z.int().positive(),
        /** `published`: grades as frequent as in the cohorts; `balanced`: as many positives as healthy, nearly independent. */
        grades: z.enum(['published', 'balanced']),
        /** What is known of these hips: every quadrant's grade, or only whether there is any osteophyte. */
        labels: z.enum(['strong', 'weak']),
      }),
    )
    .min(1),
  /** Chooses the epoch; graded as frequently as in the cohorts. */
  validation: z.strictObject({ seed: z.int(), subjects: z.int().positive() }),
  /** Seen by no training and no choice: only the finished model's figures come from it. */
  test: z.strictObject({ seed: z.int(), subjects: z.int().positive() }),
});

const edge = z.int().min(16).max(1024);

const stage = z.strictObject({
  /** Pictures are resampled to this edge, or to this height and width, for the stage's epochs. */
  size: z.union([edge, z.strictObject({ height: edge, width: edge })]),
  epochs: z.int().positive(),
});

/** What the loop itself goes by, whatever is learned. */
const loop = {
  seed: z.int(),
  batch: z.int().min(2).max(1024),
  stages: z.array(stage).min(1),
  optimizer: z.strictObject({
    kind: z.literal('adamw'),
    learningRate: z.number().positive(),
    weightDecay: z.number().nonnegative(),
    beta1: z.number().min(0).max(0.9999),
    beta2: z.number().min(0).max(0.999999),
  }),
  schedule: z.strictObject({
    kind: z.enum(['one-cycle', 'cosine', 'constant']),
    /** The share of all steps in which the rate rises. */
    warmUp: z.number().min(0).max(0.9),
  }),
  augmentation: z.strictObject({
    rotationDegrees: z.number().min(0).max(45),
    shiftPixels: z.number().min(0).max(50),
    scale: z.number().min(0).max(0.5),
    gain: z.number().min(0).max(0.9),
    offset: z.number().min(0).max(0.5),
    /** Half of the pictures mirrored, left for right. */
    flip: z.boolean().optional(),
  }),
  precision: z.enum(['fp32', 'bf16']),
};

export const loopSettings = z.strictObject(loop);
export type LoopSettings = z.infer<typeof loopSettings>;

const recipeSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  system: z.literal(1),
  strategy: z.enum(STRATEGIES),
  backbone: z.enum(BACKBONES),
  data: phantomCohort,
  ...loop,
  /** The landmark prior of System 2, in crop pixels; weight 0 leaves it out. */
  prior: z.strictObject({ weight: z.number().nonnegative(), radius: z.number().positive(), sigma: z.number().positive() }),
});

export type Recipe = z.infer<typeof recipeSchema>;

/** The recipe in a JSON text, or `recipe-malformed` naming the place that does not fit. */
export function parseRecipe(text: string): Result<Recipe> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('recipe-malformed', `A recipe is a JSON file; this one cannot be read: ${why}. Correct it and try again.`);
  }
  const parsed = recipeSchema.safeParse(content);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  const place = issue.path.length > 0 ? issue.path.join('.') : 'its top level';
  return failed('recipe-malformed', `The recipe does not fit at ${place}: ${issue.message}. Correct that entry and try again.`);
}
