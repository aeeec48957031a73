// What is to be trained, and the checks that are made before it starts.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';
import { RecipeSummarySchema } from './recipe-summary.ts';

export const PresetSchema = z.object({
  presetId: z.string(),
  recipe: RecipeSummarySchema,
  /** Why it cannot be used, where it cannot. */
  problem: FailureSchema.nullable(),
});

/** What to train, and by which files of the workstation's machine. */
export const TrainingChoiceSchema = z.object({
  presetId: z.string(),
  /** Of the pictures, where the preset learns from class folders. */
  dataFolder: z.string().min(1).nullable().default(null),
  /** The file of weights to start from; null for chance. */
  weights: z.string().min(1).nullable().default(null),
});

/** One thing that was looked at before the start. `blocks` must be put right first. */
const PreflightCheckSchema = z.object({
  name: z.enum(['recipe', 'engine', 'memory', 'disk', 'weights', 'data', 'labels', 'split', 'other-run']),
  level: z.enum(['ok', 'warning', 'blocks']),
  /** What was found and, unless all is well, what to do. */
  words: z.string(),
});

export const PreflightSchema = z.object({ checks: z.array(PreflightCheckSchema), canStart: z.boolean() });

export type TrainingChoice = z.infer<typeof TrainingChoiceSchema>;
export type Preset = z.infer<typeof PresetSchema>;
export type PreflightCheck = z.infer<typeof PreflightCheckSchema>;
export type Preflight = z.infer<typeof PreflightSchema>;
