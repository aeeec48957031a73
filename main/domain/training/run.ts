// A training run: its recipe, its state, its epochs and its checkpoints.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';
import { RecipeSummarySchema } from './recipe-summary.ts';

/** `last`, or `best-` and the figure that chose the epoch. */
export const CheckpointNameSchema = z.string().regex(/^(last|best-[a-z0-9-]+)$/, 'expected last, best-kappa or best-loss');

export const RunIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected the name of a run');

export const RUN_STATES = ['running', 'paused', 'stopped', 'finished', 'failed'] as const;

/** One finished epoch. Figures are named, nested ones with a dot, such as `kappa.femur-superior`. Figures that are not finite are left out. */
const EpochSchema = z.object({
  epoch: z.number(),
  trainLoss: z.number().nullable(),
  loss: z.number().nullable(),
  size: z.number().nullable(),
  figures: z.record(z.string(), z.number()),
  /** The checkpoints for which this epoch was the best so far. */
  best: z.array(z.string()),
});

export const RunSchema = z.object({
  runId: z.string(),
  recipe: RecipeSummarySchema,
  /** Every setting of the recipe as text, by its dotted path, so that runs can be compared. */
  settings: z.record(z.string(), z.string()),
  /** A `paused` run can be resumed. A `stopped` run was ended early and kept. */
  state: z.enum(RUN_STATES),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  failure: FailureSchema.nullable(),
  /** The workstation on which the run trains or was last trained. Null for this machine. */
  workstation: z.string().nullable(),
  /** The running job, which can be followed and stopped like any other. */
  jobId: z.string().nullable(),
  epochs: z.number(),
  last: EpochSchema.nullable(),
  /** The epoch of each checkpoint, by the checkpoint's name. */
  best: z.record(z.string(), EpochSchema),
  /** The available checkpoints. */
  checkpoints: z.array(CheckpointNameSchema),
  /** The models exported from this run, by name. */
  models: z.array(z.object({ name: z.string(), checkpoint: CheckpointNameSchema })),
});

export const RunCurvesSchema = z.object({ run: RunSchema, epochs: z.array(EpochSchema), log: z.array(z.string()) });

export type Epoch = z.infer<typeof EpochSchema>;
export type Run = z.infer<typeof RunSchema>;
export type RunCurves = z.infer<typeof RunCurvesSchema>;
