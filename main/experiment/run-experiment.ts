// Trains and measures the runs of an experiment that have no result yet, one after the other. What is finished stays finished, and a run
// that was cut off goes on from its last checkpoint, so the same command resumes an experiment.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failed, success, type FailureCode, type Result } from '../domain/failure.ts';
import { measuringPart } from '../learning/data/class-folder-set.ts';
import { recordPartUse } from '../learning/evaluation/part-uses.ts';
import { runMeasured } from '../learning/run/training.ts';
import type { MeasuredRun } from '../learning/run/measured-run.ts';
import type { MeasuredOrder, TrainingOptions, TrainingProgress } from '../learning/run/training-calls.ts';
import type { ProcessChannel } from '../processes/process-channel.ts';
import { dataPrint } from './data-print.ts';
import { expandExperiment, type Expanded, type ExperimentRun } from './expand.ts';
import { readResult, runFolderOf, trainedWith, writeFailure, writeResult } from './run-files.ts';
import { spendsBudgets, type Experiment } from './spec.ts';
import { experimentText } from './text.ts';

export interface ExperimentPlaces extends Pick<
  TrainingOptions,
  'study' | 'data' | 'weights' | 'engine' | 'device' | 'gpu' | 'threads' | 'memoryLimitBytes' | 'version'
> {
  /** Holds `runs/` and `pictures/`. Experiments in one folder share both. */
  readonly folder: string;
  /** The date and time, for records. */
  readonly now: () => Date;
  /** Starts a training process. */
  readonly start: () => ProcessChannel;
  /** Trains and measures a run on another machine. Omitted for this one. */
  readonly elsewhere?: MeasuringElsewhere;
}

/** Has the same order, reports and result as `runMeasured`. */
export type MeasuringElsewhere = (
  order: MeasuredOrder,
  run: {
    /** Names the run on the other machine. */
    readonly name: string;
    readonly startsOthers: boolean;
    readonly progress: (progress: TrainingProgress) => void;
    /** Stores the result, before the other machine removes its own. */
    readonly keep: (measured: MeasuredRun) => Promise<void>;
  },
  signal: AbortSignal,
) => Promise<Result<MeasuredRun>>;

/** The runs of an experiment on the data that the places name. */
export async function runsOf(
  experiment: Experiment,
  places: Pick<ExperimentPlaces, 'study' | 'data'>,
): Promise<Result<Expanded>> {
  const print = await dataPrint(places, spendsBudgets(experiment));
  return print.ok ? expandExperiment(experiment, print.value) : print;
}

export type ExperimentProgress =
  | { readonly kind: 'run'; readonly run: ExperimentRun; readonly place: number; readonly of: number }
  | { readonly kind: 'training'; readonly run: ExperimentRun; readonly progress: TrainingProgress }
  | { readonly kind: 'failed'; readonly run: ExperimentRun; readonly why: string; readonly code: FailureCode };

/**
 * Runs what is left. Returns how many runs failed; the reason lies in each folder and a later call tries them again. Fails with `stopped`
 * after the signal.
 */
export async function runExperiment(
  { runs, starts }: Expanded,
  places: ExperimentPlaces,
  progress: (progress: ExperimentProgress) => void,
  signal: AbortSignal,
): Promise<Result<number>> {
  const all = [...starts, ...runs];
  let failures = 0;
  for (const [index, run] of all.entries()) {
    if ((await readResult(places.folder, run.hash)) !== null) continue;
    progress({ kind: 'run', run, place: index + 1, of: all.length });
    const ended = await runOne(
      { run, startsOthers: startsOthers(all, run) },
      places,
      (training) => progress({ kind: 'training', run, progress: training }),
      signal,
    );
    if (ended.ok) continue;
    if (ended.failure.code === 'stopped') return ended;
    failures++;
    progress({ kind: 'failed', run, why: ended.failure.message, code: ended.failure.code });
  }
  return success(failures);
}

/** What is missing for an experiment on pictures: their folder, or in it the part on which the runs are measured. Null for nothing. */
export function missingData({ runs }: Expanded, { data }: Pick<ExperimentPlaces, 'data'>): 'pictures' | 'testPictures' | null {
  const parts = runs.flatMap(({ recipe }) => (recipe.system === 3 ? [measuringPart(recipe.data)] : []));
  if (parts.length === 0) return null;
  if (data === undefined) return 'pictures';
  return parts.includes('test') && !existsSync(join(data, 'test')) ? 'testPictures' : null;
}

/** The run with this hash, or with the only hash that begins so. Fails with `file-not-found`. */
export function runNamed({ runs, starts }: Expanded, name: string): Result<ExperimentRun> {
  const found = [...starts, ...runs].filter(({ hash }) => hash.startsWith(name));
  const [run, ...others] = found;
  return run !== undefined && others.length === 0
    ? success(run)
    : failed('file-not-found', experimentText.noSuchRun(name, found.length));
}

/** Trains and measures one run, and the run that it starts from if that has no result yet. Does nothing if the run has its result. */
export async function runWithStart(
  expanded: Expanded,
  run: ExperimentRun,
  places: ExperimentPlaces,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  const all = [...expanded.starts, ...expanded.runs];
  const first = all.find(({ hash }) => hash === run.start);
  for (const each of [...(first === undefined ? [] : [first]), run]) {
    const ended = await runOrAwait({ run: each, startsOthers: startsOthers(all, each) }, places, progress, signal);
    if (!ended.ok) return ended;
  }
  return success(null);
}

const AWAIT_MS = 5_000;

/** While another process trains the run, such as the orphan of a cluster's task, waits for its result or for its end. */
async function runOrAwait(
  run: RunOrder,
  places: ExperimentPlaces,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  for (;;) {
    if ((await readResult(places.folder, run.run.hash)) !== null) return success(null);
    const ended = await runOne(run, places, progress, signal);
    if (ended.ok || ended.failure.code !== 'study-busy') return ended;
    progress({ kind: 'note', words: experimentText.trainedElsewhere });
    await pause(AWAIT_MS, undefined, { signal }).catch(() => undefined); // the next attempt says that it was stopped
  }
}

function startsOthers(all: readonly ExperimentRun[], { hash }: ExperimentRun): boolean {
  return all.some(({ start }) => start === hash);
}

interface RunOrder {
  readonly run: ExperimentRun;
  readonly startsOthers: boolean;
}

async function runOne(
  { run, startsOthers }: RunOrder,
  { folder, start, elsewhere, now, ...places }: ExperimentPlaces,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  const weights = run.start === null ? places.weights : join(runFolderOf(folder, run.start), 'last.safetensors');
  const options: TrainingOptions = {
    ...places,
    ...(weights === undefined ? {} : { weights }),
    folder: runFolderOf(folder, run.hash),
    models: runFolderOf(folder, run.hash),
    cache: join(folder, 'pictures'),
    resume: false,
  };
  const order = { recipe: run.recipe, options };
  const keep = (measured: MeasuredRun): Promise<void> => writeResult(folder, { run, startsOthers }, measured);
  const measured = await (elsewhere === undefined
    ? runMeasured(start, order, progress, signal)
    : elsewhere(order, { name: `${run.recipe.name}-${run.hash}`, startsOthers, progress, keep }, signal));
  if (measured.ok) {
    if (elsewhere === undefined) await keep(measured.value);
    const recorded = await recordTestPart(run, { folder, study: places.study, now });
    if (!recorded.ok) progress({ kind: 'warning', words: experimentText.useNotRecorded(recorded.failure.message) });
    return success(null);
  }
  // Another process may have finished the run, and removed its checkpoints, in the meantime.
  if ((await readResult(folder, run.hash)) !== null) return success(null);
  if (!['stopped', 'study-busy'].includes(measured.failure.code)) await writeFailure(folder, run.hash, measured.failure);
  return measured;
}

/** A later evaluation on the test part says that the experiment used it. */
async function recordTestPart(
  { hash, recipe }: ExperimentRun,
  { folder, study, now }: Pick<ExperimentPlaces, 'folder' | 'study' | 'now'>,
): Promise<Result<null>> {
  const { splitName } = await trainedWith(folder, hash);
  if (recipe.data.kind !== 'study' || study === undefined || splitName === null) return success(null);
  return recordPartUse(study, { experiment: recipe.name, split: 'test', splitName, measuredAt: now().toISOString() });
}
