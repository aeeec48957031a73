// A training whose manifest tells what it was, from its beginning to why it ended; and the engine it runs on.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { success, type Result } from '../domain/failure.ts';
import type { Weights } from '../network/parameters.ts';
import type { Engine } from '../tensor/engine.ts';
import { openEngine } from '../tensor/open-engine.ts';
import { recipeRefusal } from '../training/recipe-check.ts';
import type { AnyRecipe } from '../training/recipe.ts';
import { checkpointIn, openRunFolder } from '../training/run-folder.ts';
import type { TaskBatch, TrainingTask } from '../training/task.ts';
import { train } from '../training/train.ts';
import type { Provenance } from './training-data.ts';
import { openManifest, type Clock } from './training-manifest.ts';
import type { TrainingOptions, TrainingProgress } from './training.ts';

type Progress = (progress: TrainingProgress) => void;

/** The run's folder, where nothing known by now speaks against the run. */
export async function beginRun(recipe: AnyRecipe, { folder, resume }: TrainingOptions): Promise<Result<string>> {
  const refusal = recipeRefusal(recipe);
  if (refusal !== undefined) return refusal;
  const begun = resume ? await checkpointIn(folder) : success(folder);
  return begun.ok ? openRunFolder(folder) : begun;
}

/** The engine that the options and the recipe ask for, told as it is. The caller disposes it. */
export async function openToldEngine(
  { precision }: Pick<AnyRecipe, 'precision'>,
  { engine, device, threads, memoryLimitBytes }: TrainingOptions,
  progress: Progress,
): Promise<Result<Engine>> {
  const opened = await openEngine({ engine, device, threads, memoryLimitBytes, precision });
  if (!opened.ok) return opened;
  const { name, device: on, threads: used, precision: exact } = opened.value;
  progress({ kind: 'engine', name, device: on, threads: used, precision: exact });
  return opened;
}

export interface RecordedTraining<Batch extends TaskBatch> {
  readonly recipe: AnyRecipe;
  readonly options: TrainingOptions;
  readonly clock: Clock;
  readonly task: TrainingTask<Batch>;
  readonly data: Provenance;
  /** What `options.weights` made of the network; chance where there are none. */
  readonly first: Weights | undefined;
}

/** Trains to the recipe's end, or until the signal. */
export async function recordedTraining<Batch extends TaskBatch>(
  engine: Engine,
  { recipe, options, clock, task, data, first }: RecordedTraining<Batch>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<null>> {
  const { folder, resume, version, weights } = options;
  const startedFrom = weights === undefined ? null : await hashOf(weights);
  const manifest = await openManifest(folder, { recipe, version, startedFrom, data, resume, engine }, clock);
  const start = first === undefined ? {} : { first };
  const run = { task, settings: recipe, engine, folder, resume, ...start, now: clock.milliseconds };
  const trained = await train(run, progress, signal);
  await manifest.end(trained.ok ? (trained.value.ending?.why ?? 'finished') : trained.failure.code);
  return trained.ok ? success(null) : trained;
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
