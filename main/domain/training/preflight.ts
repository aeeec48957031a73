// What to train, and the checks before the start.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';
import { RecipeSummarySchema } from './recipe-summary.ts';
import { SendingSchema, WorkstationNameSchema } from './workstation.ts';

export const PresetSchema = z.object({
  presetId: z.string(),
  recipe: RecipeSummarySchema,
  /** Why the preset cannot be used. Null if it can. */
  problem: FailureSchema.nullable(),
  /** What the form shows first. */
  settings: z.object({ learningRate: z.number().nullable(), seed: z.number().nullable(), emptyGrades: z.boolean() }),
  /** The installed models whose network fits, so that the run can start from one. */
  startModels: z.array(z.string()),
});

/** What a form can change in a recipe. Everything else stays as the preset says. */
const RecipeChangesSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,60}$/)
    .optional(),
  /** Shared among the stages in the proportions of the preset. */
  epochs: z.int().min(1).max(1000).optional(),
  batch: z.int().min(1).max(1024).optional(),
  learningRate: z.number().positive().max(10).optional(),
  seed: z.int().min(0).max(999_999_999).optional(),
  /** Starts even if no training hip shows some grade. The model never gives that grade. */
  emptyGrades: z.boolean().optional(),
});

export type RecipeChanges = z.infer<typeof RecipeChangesSchema>;

/** What to train, and from which files on the workstation's machine. */
export const TrainingChoiceSchema = z.object({
  presetId: z.string(),
  /** The folder of the pictures, if the preset trains on class folders. */
  dataFolder: z.string().min(1).nullable().default(null),
  /** The file of weights to start from. Null for random weights. */
  weights: z.string().min(1).nullable().default(null),
  /** The paired workstation to train on. Null to train on this machine. */
  workstation: WorkstationNameSchema.nullable().default(null),
  /** The installed model to start from, instead of a file. */
  model: z.string().min(1).nullable().default(null),
  /** What differs from the preset. */
  changes: RecipeChangesSchema.prefault({}),
});

/** One check before the start. What `blocks` must be fixed first. */
const PreflightCheckSchema = z.object({
  name: z.enum(['recipe', 'engine', 'time', 'memory', 'disk', 'weights', 'data', 'labels', 'split', 'other-run', 'workstation']),
  level: z.enum(['ok', 'warning', 'blocks']),
  /** What was found and, unless it is OK, what to do. */
  words: z.string(),
});

export const PreflightSchema = z.object({
  checks: z.array(PreflightCheckSchema),
  canStart: z.boolean(),
  /** What the run would send to the chosen workstation. Null if it trains on this machine. */
  sends: SendingSchema.nullable(),
});

export type TrainingChoice = z.infer<typeof TrainingChoiceSchema>;
export type Preset = z.infer<typeof PresetSchema>;
export type PreflightCheck = z.infer<typeof PreflightCheckSchema>;
export type Preflight = z.infer<typeof PreflightSchema>;
