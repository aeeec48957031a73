// The shapes of training that cross between the interface and the workstation.

import { z } from 'zod';
import { FAILURE_CODES } from '../domain/failure.ts';

const FailureSchema = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });

/** What a recipe says, as far as a card or a table shows it. */
const RecipeSummarySchema = z.object({
  name: z.string(),
  /** Which of the study's systems: 1 weak supervision, 2 landmark priors, 3 attention, 4 multitask; null for another kind of task. */
  system: z.number().nullable(),
  strategy: z.string().nullable(),
  architecture: z.string(),
  epochs: z.number(),
  batch: z.number(),
  /** The edges of the pictures in pixels, stage by stage. */
  sizes: z.array(z.number()),
  /** Where its radiographs come from, such as `phantom` or `study`. */
  data: z.string(),
  precision: z.string(),
});

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

/** `last`, or `best-` and the figure by which an epoch was kept. */
export const CheckpointNameSchema = z.string().regex(/^(last|best-[a-z0-9-]+)$/, 'expected last, best-kappa or best-loss');

export const RunIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected the name of a run');

export const RUN_STATES = ['running', 'paused', 'stopped', 'finished', 'failed'] as const;

/** One finished epoch. Figures by name, nested ones with a dot, such as `kappa.femur-superior`; what is no number is left out. */
const EpochSchema = z.object({
  epoch: z.number(),
  trainLoss: z.number().nullable(),
  loss: z.number().nullable(),
  size: z.number().nullable(),
  figures: z.record(z.string(), z.number()),
  /** Which checkpoints were written as the best so far. */
  best: z.array(z.string()),
});

export const RunSchema = z.object({
  runId: z.string(),
  recipe: RecipeSummarySchema,
  /** Every setting of the recipe in words, by its dotted place, so that runs can be told apart by what differs. */
  settings: z.record(z.string(), z.string()),
  /** `paused` goes on by itself only when asked; `stopped` was ended early and kept. */
  state: z.enum(RUN_STATES),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  failure: FailureSchema.nullable(),
  /** The running job, to be followed and stopped like any other. */
  jobId: z.string().nullable(),
  epochs: z.number(),
  last: EpochSchema.nullable(),
  /** The epochs that hold the checkpoints, by the checkpoint's name. */
  best: z.record(z.string(), EpochSchema),
  /** The checkpoints at hand. */
  checkpoints: z.array(CheckpointNameSchema),
  /** The models made of this run, by name. */
  models: z.array(z.object({ name: z.string(), checkpoint: CheckpointNameSchema })),
});

export const RunCurvesSchema = z.object({ run: RunSchema, epochs: z.array(EpochSchema), log: z.array(z.string()) });

/** A running run, now. The last one has `state` other than `running`. */
export const LiveRunSchema = z.object({
  runId: z.string(),
  state: z.enum(RUN_STATES),
  stage: z.enum(['starting', 'data', 'training', 'measuring', 'ended']),
  /** Hips prepared of those wanted, while data is prepared or the model measured. */
  prepared: z.object({ done: z.number(), total: z.number() }).nullable(),
  epoch: z.number(),
  epochs: z.number(),
  step: z.number(),
  steps: z.number(),
  /** Of the newest steps, smoothed. */
  loss: z.number().nullable(),
  picturesPerSecond: z.number().nullable(),
  remainingMs: z.number().nullable(),
  elapsedMs: z.number(),
  /** Of the training process, and of the whole machine. */
  memory: z.object({ usedBytes: z.number(), totalBytes: z.number() }).nullable(),
  engine: z.string().nullable(),
  /** Finished epochs: when it changes, the curves have a new point. */
  epochsDone: z.number(),
  log: z.array(z.string()),
});

/** A model that can grade hips. */
export const ModelSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  limits: z.string(),
  /** What it grades pictures of. Only models of hips can be chosen for a study. */
  joint: z.enum(['hip', 'knee']),
  chosen: z.boolean(),
});

export type Model = z.infer<typeof ModelSchema>;
export type RecipeSummary = z.infer<typeof RecipeSummarySchema>;
export type TrainingChoice = z.infer<typeof TrainingChoiceSchema>;
export type Preset = z.infer<typeof PresetSchema>;
export type PreflightCheck = z.infer<typeof PreflightCheckSchema>;
export type Preflight = z.infer<typeof PreflightSchema>;
export type Epoch = z.infer<typeof EpochSchema>;
export type Run = z.infer<typeof RunSchema>;
export type RunCurves = z.infer<typeof RunCurvesSchema>;
export type LiveRun = z.infer<typeof LiveRunSchema>;
