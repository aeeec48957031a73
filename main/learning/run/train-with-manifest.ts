// Runs a training and records it in the manifest, from its start to why it ended.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Weights } from '../../network/parameters.ts';
import type { Engine } from '../../tensor/engine.ts';
import { openEngine } from '../../tensor/open-engine.ts';
import { recipeRefusal } from '../../training/recipe-check.ts';
import type { AnyRecipe } from '../../training/recipe.ts';
import { checkpointIn, openRunFolder } from '../../training/run-folder.ts';
import type { TaskBatch, TrainingTask } from '../../training/task.ts';
import { train } from '../../training/train.ts';
import type { LabelSnapshot, Provenance } from '../data/provenance.ts';
import { openManifest, type Clock } from './training-manifest.ts';
import type { RunLease } from './run-lease.ts';
import type { TrainingOptions, TrainingProgress } from './training-calls.ts';
import { runText } from '../text/run.ts';

type Progress = (progress: TrainingProgress) => void;

/** Opens the run's folder. Fails if the recipe cannot be trained, or if the folder does not fit the options. */
export async function prepareRunFolder(
  recipe: AnyRecipe,
  { folder, resume, exportOnly = false }: TrainingOptions,
): Promise<Result<string>> {
  const refusal = recipeRefusal(recipe);
  if (refusal !== undefined) return refusal;
  const checkpoint = await checkpointIn(folder);
  if (resume && !checkpoint.ok) return checkpoint;
  if (!resume && !exportOnly && checkpoint.ok) return failed('run-exists', runText.start.runExists(folder));
  return openRunFolder(folder);
}

/** Opens the engine that the options and the recipe ask for, and reports which one it is. The caller disposes it. */
export async function openTrainingEngine(
  { precision }: Pick<AnyRecipe, 'precision'>,
  { engine, device, gpu, threads, memoryLimitBytes }: TrainingOptions,
  progress: Progress,
): Promise<Result<Engine>> {
  const opened = await openEngine({ engine, device, gpu, threads, memoryLimitBytes, precision });
  if (!opened.ok) return opened;
  const { value } = opened;
  progress({ kind: 'engine', name: value.name, device: value.device, threads: value.threads, precision: value.precision });
  for (const words of repeatWords(value)) progress(words);
  return opened;
}

/** A GPU does not add in a fixed order by itself, so the log says whether it does here. */
export function repeatWords({ device, unrepeatable }: Pick<Engine, 'device' | 'unrepeatable'>): TrainingProgress[] {
  if (unrepeatable !== null) return [{ kind: 'warning', words: runText.progress.unrepeatable(unrepeatable) }];
  return device === 'cuda' ? [{ kind: 'note', words: runText.progress.repeatable }] : [];
}

export interface RecordedRun<Batch extends TaskBatch> {
  readonly recipe: AnyRecipe;
  readonly options: TrainingOptions;
  readonly clock: Clock;
  readonly lease: RunLease;
  readonly task: TrainingTask<Batch>;
  readonly data: Provenance;
  /** The weights to start from. Undefined for random weights. */
  readonly first: Weights | undefined;
  /** The labels at the start, for `labels.json`. */
  readonly snapshot?: LabelSnapshot;
}

/** Trains to the end of the recipe, or until the signal. A run that is refused before the start leaves the run's folder as it was. */
export async function trainWithManifest<Batch extends TaskBatch>(
  engine: Engine,
  { recipe, options, clock, lease, task, data, first, snapshot }: RecordedRun<Batch>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<null>> {
  const { folder, resume, version, weights } = options;
  let manifest: Awaited<ReturnType<typeof openManifest>> | undefined;
  const onStart = async (): Promise<void> => {
    if (snapshot !== undefined) await lease.write(join(folder, 'labels.json'), JSON.stringify(snapshot));
    const startedFrom = weights === undefined ? null : await hashOf(weights);
    manifest = await openManifest(folder, { recipe, version, startedFrom, data, resume, engine }, { clock, write: lease.write });
  };
  const start = first === undefined ? {} : { first };
  const run = { task, settings: recipe, engine, folder, resume, ...start, write: lease.write, onStart, now: clock.milliseconds };
  const trained = await train(run, progress, signal);
  await manifest?.end(trained.ok ? (trained.value.ending?.why ?? 'finished') : trained.failure.code);
  return trained.ok ? success(null) : trained;
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
