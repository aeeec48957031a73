// What the application asks of a training process, and what it reports and returns: the messages between the two, as schemas.

import { SeenSubjectsSchema } from '../evaluation/seen-subjects.ts';
import { z } from 'zod';
import { Float32ArraySchema } from '../../domain/typed-arrays.ts';
import type { CallProtocol } from '../../processes/call-messages.ts';
import { DEVICES, ENGINE_NAMES } from '../../tensor/engine.ts';
import { anyRecipeSchema, recipeSchema, type AnyRecipe, type Recipe } from '../../training/recipe.ts';
import { TrainingReportSchema } from '../../training/training-report.ts';
import { EvaluationSchema, MeasuredFigureSchema } from '../evaluation/evaluation.ts';

const TrainingOptionsSchema = z
  .object({
    /** The run's folder: manifest, metrics, checkpoints, cached crops. */
    folder: z.string(),
    /** Where the finished model and its card go. */
    models: z.string(),
    /** Resumes from the folder's last checkpoint. */
    resume: z.boolean(),
    /** Exports the model of the best epoch so far, without training. */
    exportOnly: z.boolean().optional(),
    /** A file of weights to start from; random weights if left out. */
    weights: z.string().optional(),
    /** The study's folder, for recipes that learn from a study. */
    study: z.string().optional(),
    /** The folder of class folders, for recipes that learn from them. */
    data: z.string().optional(),
    /** The folder of a bundle, which replaces the study or the class folders. */
    bundle: z.string().optional(),
    /** Where prepared pictures are kept; in the run's folder if left out. */
    cache: z.string().optional(),
    engine: z.enum(ENGINE_NAMES).optional(),
    device: z.enum(DEVICES).optional(),
    /** Which GPU, counted from 0. */
    gpu: z.number().int().min(0).optional(),
    threads: z.number().optional(),
    /** The most bytes that tensors may take; 90% of free memory if left out. */
    memoryLimitBytes: z.number().optional(),
    /** The program's version, for manifest and card. */
    version: z.string(),
  })
  .readonly();

export type TrainingOptions = z.infer<typeof TrainingOptionsSchema>;

const SizeSchema = z.object({ height: z.number(), width: z.number() });

/** See `UseOrder` in `../export/use-run.ts`. */
const UseOrderSchema = z.object({
  kind: z.literal('use'),
  recipe: z.custom<Recipe>((recipe) => recipeSchema.safeParse(recipe).success, 'expected a recipe'),
  folder: z.string(),
  checkpoint: z.custom<'last' | `best-${string}`>((name) => typeof name === 'string' && /^(last|best-.+)$/.test(name)),
  crops: SizeSchema.extend({ pictures: z.array(Float32ArraySchema).readonly() }),
  name: z.string(),
  models: z.string(),
  validationKappa: z.number().nullable(),
  /** The study's folder, for a run that learned from one. */
  study: z.string().optional(),
  /** The subjects that the run has seen, if its folder does not have its labels. */
  seen: SeenSubjectsSchema.nullable().optional(),
  version: z.string(),
});

const TrainingOrderSchema = z.object({
  kind: z.literal('train'),
  recipe: z.custom<AnyRecipe>((recipe) => anyRecipeSchema.safeParse(recipe).success, 'expected a recipe'),
  options: TrainingOptionsSchema,
});

/** See `measured-run.ts`. */
const MeasuredOrderSchema = z.object({
  kind: z.literal('measure'),
  recipe: z.custom<Recipe>((recipe) => recipeSchema.safeParse(recipe).success, 'expected a recipe'),
  options: TrainingOptionsSchema,
});
export type MeasuredOrder = Readonly<Omit<z.infer<typeof MeasuredOrderSchema>, 'kind'>>;

/** See `BundleOrder` in `bundle-run.ts`. */
const BundleOrderSchema = z.object({
  kind: z.literal('bundle'),
  recipe: z.custom<Recipe>((recipe) => recipeSchema.safeParse(recipe).success, 'expected a recipe'),
  options: TrainingOptionsSchema,
  bundle: z.string(),
  measured: z.boolean(),
});

const TrainingCallSchema = z.discriminatedUnion('kind', [
  TrainingOrderSchema,
  MeasuredOrderSchema,
  UseOrderSchema,
  BundleOrderSchema,
]);

export type TrainingCall = z.infer<typeof TrainingCallSchema>;
export type TrainingOrder = Readonly<Omit<z.infer<typeof TrainingOrderSchema>, 'kind'>>;

export const TrainingProgressSchema = z.union([
  z
    .object({
      kind: z.literal('data'),
      set: z.enum(['training', 'validation', 'test']),
      done: z.number(),
      total: z.number(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('engine'),
      name: z.string(),
      device: z.string(),
      threads: z.number(),
      precision: z.string(),
    })
    .readonly(),
  /** What the user should know before the first step. */
  z.object({ kind: z.literal('warning'), words: z.string() }).readonly(),
  /** What happens to a run on another machine. */
  z.object({ kind: z.literal('note'), words: z.string() }).readonly(),
  /** Megabytes on their way to a workstation. */
  z.object({ kind: z.literal('sending'), to: z.string(), done: z.number(), total: z.number() }).readonly(),
  TrainingReportSchema,
]);

export type TrainingProgress = z.infer<typeof TrainingProgressSchema>;

const TrainingEventSchema = z.object({ progress: TrainingProgressSchema, residentBytes: z.number() }).readonly();

export type TrainingEvent = z.infer<typeof TrainingEventSchema>;

export const TrainedModelSchema = z
  .object({
    /** The exported ONNX file; its card lies beside it. Null if the training process does not export: it does so only for System 1. */
    model: z.string().nullable(),
    epochs: z.number(),
    bestKappa: z.number().nullable(),
    /** On the recipe's test cohort; null if it has none. */
    evaluation: EvaluationSchema.nullable(),
    /** Of the best epoch, on the test cohort and the validation items; empty if `evaluation` says more. */
    figures: z.array(MeasuredFigureSchema).readonly(),
  })
  .readonly();

export type TrainedModel = z.infer<typeof TrainedModelSchema>;

export const ExportedModelSchema = z
  .object({
    name: z.string(),
    /** The ONNX file; its card lies beside it. */
    path: z.string(),
    /** Whether it can grade hips here. */
    grades: z.boolean(),
    /** Whether its card says what its training pictures are like. */
    familiarity: z.boolean(),
    /** Largest relative difference from the trainer's answers, with weights in single precision. */
    single: z.number(),
    /** The same with the weights in half precision, as shipped. */
    half: z.number(),
  })
  .readonly();

export type ExportedModel = z.infer<typeof ExportedModelSchema>;

export const TRAINING_PROTOCOL: CallProtocol<TrainingCall, TrainingEvent> = {
  call: TrainingCallSchema,
  event: TrainingEventSchema,
};
