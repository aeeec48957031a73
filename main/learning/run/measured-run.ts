// A run of an experiment: trains to the end of the recipe, then asks the network of each kept epoch about the test set. No model is made.

import { join } from 'node:path';
import { z } from 'zod';
import { MeanMapSchema } from '../../domain/evaluation/evaluation.ts';
import { success, type Result } from '../../domain/failure.ts';
import { openNetwork } from '../../network/network.ts';
import type { Engine } from '../../tensor/engine.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe } from '../../training/recipe.ts';
import { checkpointIn, loadCheckpoint } from '../../training/run-folder.ts';
import { RunAnswersSchema, testQuestions } from '../evaluation/run-answers.ts';
import type { DataProgress } from '../data/training-data.ts';
import { prepareTask } from './prepare-task.ts';
import type { RunLease } from './run-lease.ts';
import { bestCheckpoint } from './run-checkpoints.ts';
import { startingWeights } from './starting-weights.ts';
import { openTrainingEngine, prepareRunFolder, trainWithManifest } from './train-with-manifest.ts';
import type { Clock } from './training-manifest.ts';
import type { TrainingOptions, TrainingProgress } from './training-calls.ts';

export const MeasuredRunSchema = z
  .object({
    /** SHA-256 of the pixels and labels that the run learned from. */
    data: z.object({ pixels: z.string(), labels: z.string(), counts: z.object({ train: z.int(), validation: z.int() }) }),
    engine: z.string(),
    checkpoints: z.array(
      z.object({
        name: z.string(),
        epoch: z.int(),
        answers: RunAnswersSchema,
        /** Where the evidence lies on average over positive hips, of System 2. Results of earlier versions have none. */
        meanMaps: z.record(z.string(), MeanMapSchema).readonly().optional(),
      }),
    ),
  })
  .readonly();
export type MeasuredRun = z.infer<typeof MeasuredRunSchema>;

/** Both of Ye's rules for System 1; the lowest validation loss in Systems 2 and 3, as in their papers. */
function measuredCheckpoints({ system }: Pick<Recipe, 'system'>): readonly `best-${string}`[] {
  if (system === 1) return ['best-kappa', 'best-loss'];
  return system === 3 ? ['best-loss'] : [bestCheckpoint({ system })];
}

interface MeasuredTraining {
  readonly recipe: Recipe;
  readonly options: TrainingOptions;
  readonly clock: Clock;
  readonly lease: RunLease;
}

/** Resumes from the folder's last checkpoint, if there is one. A run that has ended is only measured. */
export async function measuredRun(
  { recipe, options, clock, lease }: MeasuredTraining,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<MeasuredRun>> {
  const resume = (await checkpointIn(options.folder)).ok;
  const folder = await prepareRunFolder(recipe, { ...options, resume });
  if (!folder.ok) return folder;
  const architecture = architectureOf(recipe);
  const first =
    options.weights === undefined || resume
      ? success(undefined)
      : await startingWeights(architecture, options.weights, recipe.seed);
  if (!first.ok) return first;
  const places = { ...options, cache: options.cache ?? join(options.folder, 'crops') };
  const onData: DataProgress = (set, done, total) => progress({ kind: 'data', set, done, total });
  const prepared = await prepareTask(recipe, architecture, places, { progress: onData, signal });
  if (!prepared.ok) return prepared;
  const { provenance, snapshot } = prepared.value;
  const engine = await openTrainingEngine(recipe, options, progress);
  if (!engine.ok) return engine;
  try {
    const task = prepared.value.on(engine.value);
    const run = { recipe, options: { ...options, resume }, clock, lease, task, data: provenance, first: first.value, snapshot };
    const trained = await trainWithManifest(engine.value, run, progress, signal);
    if (!trained.ok) return trained;
    const checkpoints = await measure(engine.value, { recipe, folder: options.folder, places }, signal);
    if (!checkpoints.ok) return checkpoints;
    const { pixels, labels, counts } = provenance;
    return success({ data: { pixels, labels, counts }, engine: engine.value.name, checkpoints: checkpoints.value });
  } finally {
    engine.value.dispose();
  }
}

async function measure(
  engine: Engine,
  {
    recipe,
    folder,
    places,
  }: { readonly recipe: Recipe; readonly folder: string; readonly places: Parameters<typeof testQuestions>[1] },
  signal: AbortSignal,
): Promise<Result<MeasuredRun['checkpoints']>> {
  const ask = await testQuestions(recipe, places, signal);
  if (!ask.ok) return ask;
  const measured: MeasuredRun['checkpoints'] = [];
  for (const name of measuredCheckpoints(recipe)) {
    const kept = await loadCheckpoint(folder, name);
    if (!kept.ok) return kept;
    const network = openNetwork(architectureOf(recipe), kept.value.weights, engine);
    try {
      measured.push({ name, epoch: kept.value.progress.epoch, ...(await ask.value(network)) });
    } finally {
      network.dispose();
    }
  }
  return success(measured);
}
