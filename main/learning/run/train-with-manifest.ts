// A training whose manifest tells what it was, from its beginning to why it ended; and the engine it runs on.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Weights } from '../../network/parameters.ts';
import type { Engine } from '../../tensor/engine.ts';
import { openEngine } from '../../tensor/open-engine.ts';
import { recipeRefusal } from '../../training/recipe-check.ts';
import type { AnyRecipe } from '../../training/recipe.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { checkpointIn, openRunFolder } from '../../training/run-folder.ts';
import type { TaskBatch, TrainingTask } from '../../training/task.ts';
import { train } from '../../training/train.ts';
import type { LabelSnapshot, Provenance } from '../data/training-data.ts';
import { openManifest, type Clock } from './training-manifest.ts';
import type { TrainingOptions, TrainingProgress } from './training.ts';

type Progress = (progress: TrainingProgress) => void;

/** The run's folder, where nothing known by now speaks against the run. */
export async function prepareRunFolder(
  recipe: AnyRecipe,
  { folder, resume, exportOnly = false }: TrainingOptions,
): Promise<Result<string>> {
  const refusal = recipeRefusal(recipe);
  if (refusal !== undefined) return refusal;
  const begun = await checkpointIn(folder);
  if (resume && !begun.ok) return begun;
  if (!resume && !exportOnly && begun.ok) {
    const remedy = 'Go on with it (--resume), or name another folder for a new one (--run).';
    return failed('run-exists', `${folder} holds a run already. ${remedy}`);
  }
  return openRunFolder(folder);
}

/** The engine that the options and the recipe ask for, told as it is. The caller disposes it. */
export async function openTrainingEngine(
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

export interface TrainingRun<Batch extends TaskBatch> {
  readonly recipe: AnyRecipe;
  readonly options: TrainingOptions;
  readonly clock: Clock;
  readonly task: TrainingTask<Batch>;
  readonly data: Provenance;
  /** What `options.weights` made of the network; chance where there are none. */
  readonly first: Weights | undefined;
  /** The labels as they are now, for `labels.json`. */
  readonly snapshot?: LabelSnapshot;
}

/** Trains to the recipe's end, or until the signal. What is refused before the start leaves no trace in the run's folder. */
export async function trainWithManifest<Batch extends TaskBatch>(
  engine: Engine,
  { recipe, options, clock, task, data, first, snapshot }: TrainingRun<Batch>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<null>> {
  const { folder, resume, version, weights } = options;
  let manifest: Awaited<ReturnType<typeof openManifest>> | undefined;
  const onStart = async (): Promise<void> => {
    if (snapshot !== undefined) await writeWhole(join(folder, 'labels.json'), JSON.stringify(snapshot));
    const startedFrom = weights === undefined ? null : await hashOf(weights);
    manifest = await openManifest(folder, { recipe, version, startedFrom, data, resume, engine }, clock);
  };
  const start = first === undefined ? {} : { first };
  const run = { task, settings: recipe, engine, folder, resume, ...start, onStart, now: clock.milliseconds };
  const trained = await train(run, progress, signal);
  await manifest?.end(trained.ok ? (trained.value.ending?.why ?? 'finished') : trained.failure.code);
  return trained.ok ? success(null) : trained;
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
