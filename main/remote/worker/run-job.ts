// Carries out one job in a process of its own. What comes out names no path of this machine.

import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { runTraining, useRunInChild } from '../../learning/run/training.ts';
import type { ExportedModel, TrainedModel, TrainingProgress } from '../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { isLocating } from '../../training/recipe.ts';
import type { JobEvent, Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { hasCheckpoint, placeFiles } from './job-folder.ts';

export interface JobRun {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The paths of the job's objects, by the names of the manifest. */
  readonly objects: Readonly<Record<string, string>>;
  readonly version: string;
  readonly memoryLimitBytes: number | null;
  readonly startTraining: () => ProcessChannel;
}

/** Steps are reported at most this often. */
const STEP_PAUSE_MS = 250;

export async function runJob(
  run: JobRun,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel | ExportedModel>> {
  const folder = join(run.folder, 'run');
  const isResumed = await hasCheckpoint(folder);
  await placeFiles(run.folder, run.objects, isResumed);
  const result =
    run.manifest.kind === 'train'
      ? await train(run, run.manifest, throttled(onEvent, run.folder), signal)
      : await exportModel(run, run.manifest, signal);
  return result.ok ? success(withoutPath(result.value)) : { ok: false, failure: withoutPaths(result.failure, run.folder) };
}

/** Replaces this machine's paths in a sentence that a desktop will read. */
function withoutPaths({ code, message }: Failure, folder: string): Failure {
  return { code, message: inRun(message, folder) };
}

function inRun(text: string, folder: string): string {
  return text.replaceAll(join(folder, 'run'), 'the run').replaceAll(folder, 'the run');
}

async function train(
  { folder, version, memoryLimitBytes, startTraining, objects }: JobRun,
  { recipe, engine, device, threads }: Extract<Manifest, { kind: 'train' }>,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const run = join(folder, 'run');
  const options = {
    folder: run,
    models: run,
    resume: await hasCheckpoint(run),
    version,
    ...('data/items.json' in objects ? { bundle: join(folder, 'data') } : {}),
    ...('weights' in objects ? { weights: join(folder, 'weights') } : {}),
    ...(engine === undefined ? {} : { engine }),
    ...(device === undefined ? {} : { device }),
    ...(threads === undefined ? {} : { threads }),
    ...(memoryLimitBytes === null ? {} : { memoryLimitBytes }),
  };
  const report = (progress: TrainingProgress, residentBytes: number): void =>
    onEvent({ progress, residentBytes, totalBytes: totalmem() });
  return runTraining(startTraining, { recipe, options }, report, signal);
}

async function exportModel(
  { folder, version, startTraining, objects }: JobRun,
  { recipe, checkpoint, name, validationKappa, seen, proof: size }: Extract<Manifest, { kind: 'export' }>,
  signal: AbortSignal,
): Promise<Result<ExportedModel>> {
  const run = join(folder, 'run');
  if (isLocating(recipe) || !isCheckpoint(checkpoint) || objects['proof.floats'] === undefined)
    return failed('bad-request', remoteText.jobs.noCheckpoint);
  const bytes = await readFile(objects['proof.floats']);
  const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const area = size.height * size.width;
  const pictures = Array.from({ length: Math.floor(floats.length / area) }, (_, i) => floats.slice(i * area, (i + 1) * area));
  const order = {
    recipe,
    folder: run,
    checkpoint,
    crops: { ...size, pictures },
    name,
    models: run,
    validationKappa,
    seen,
    version,
  };
  return useRunInChild(startTraining, order, signal);
}

function isCheckpoint(name: string): name is 'last' | `best-${string}` {
  return name === 'last' || name.startsWith('best-');
}

function withoutPath(value: TrainedModel | ExportedModel): TrainedModel | ExportedModel {
  if ('path' in value) return { ...value, path: lastPart(value.path) };
  return { ...value, model: value.model === null ? null : lastPart(value.model) };
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? '';
}

/** Leaves out steps and prepared pictures that follow too fast, but never the first or the last of a set. */
function throttled(onEvent: (event: JobEvent) => void, folder: string): (event: JobEvent) => void {
  let lastMs = -Infinity;
  return (event) => {
    const { progress } = event;
    if (progress.kind === 'warning')
      return onEvent({ ...event, progress: { ...progress, words: inRun(progress.words, folder) } });
    const frequent =
      progress.kind === 'step' || (progress.kind === 'data' && progress.done > 1 && progress.done < progress.total);
    const now = performance.now();
    if (frequent && now - lastMs < STEP_PAUSE_MS) return;
    if (frequent) lastMs = now;
    onEvent(event);
  };
}
