// Carries out one job in a process of its own. What comes out names no path of this machine.

import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { gradeHipFiles } from '../../learning/grading/grade-hip-files.ts';
import { gradeKneeFiles } from '../../learning/grading/grade-knee-files.ts';
import { runMeasured, runTraining, useRunInChild } from '../../learning/run/training.ts';
import type { ExportedModel, TrainedModel, TrainingOptions, TrainingProgress } from '../../learning/run/training-calls.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { isLocating } from '../../training/recipe.ts';
import { GRADINGS_FILE, MEASURED_FILE, type JobEvent, type Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { hasCheckpoint, placeFiles } from './job-folder.ts';

export interface JobRun {
  readonly folder: string;
  /** Where experiments of this desktop share the phantoms that they draw. */
  readonly pictures: string;
  readonly manifest: Manifest;
  /** The paths of the job's objects, by the names of the manifest. */
  readonly objects: Readonly<Record<string, string>>;
  readonly version: string;
  readonly memoryLimitBytes: number | null;
  /** The GPU for orders that name none. Null for the first. */
  readonly gpu: number | null;
  readonly startTraining: () => ProcessChannel;
  readonly startInference: () => ProcessChannel;
}

/** Steps are reported at most this often. */
const STEP_PAUSE_MS = 250;

export async function runJob(run: JobRun, onEvent: (event: JobEvent) => void, signal: AbortSignal): Promise<Result<JobResult>> {
  const folder = join(run.folder, 'run');
  const isResumed = await hasCheckpoint(folder);
  await placeFiles(run.folder, run.objects, isResumed);
  const result = await carryOut(run, throttled(onEvent, run.folder), signal);
  return result.ok ? success(withoutPath(result.value)) : { ok: false, failure: withoutPaths(result.failure, run.folder) };
}

/** Null for a kind whose result is a file. */
type JobResult = TrainedModel | ExportedModel | null;

function carryOut(run: JobRun, onEvent: (event: JobEvent) => void, signal: AbortSignal): Promise<Result<JobResult>> {
  const { manifest } = run;
  switch (manifest.kind) {
    case 'train':
      return train(run, manifest, onEvent, signal);
    case 'measure':
      return measure(run, manifest, onEvent, signal);
    case 'grade':
      return grade(run, manifest, onEvent, signal);
    case 'grade-knees':
      return gradeKnees(run, onEvent, signal);
    case 'export':
      return exportModel(run, manifest, signal);
  }
}

/** Replaces this machine's paths in a sentence that a desktop will read. */
function withoutPaths({ code, message }: Failure, folder: string): Failure {
  return { code, message: inRun(message, folder) };
}

function inRun(text: string, folder: string): string {
  return text.replaceAll(join(folder, 'run'), 'the run').replaceAll(folder, 'the run');
}

async function train(
  job: JobRun,
  manifest: Extract<Manifest, { kind: 'train' }>,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const order = { recipe: manifest.recipe, options: await optionsOf(job, manifest) };
  return runTraining(job.startTraining, order, reporting(onEvent), signal);
}

/** Trains and measures. What the networks answer is a file of the run, because it can be long. */
async function measure(
  job: JobRun,
  manifest: Extract<Manifest, { kind: 'measure' }>,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  const { recipe } = manifest;
  if (isLocating(recipe)) return failed('bad-request', remoteText.jobs.malformed);
  const options = { ...(await optionsOf(job, manifest)), cache: job.pictures };
  const measured = await runMeasured(job.startTraining, { recipe, options }, reporting(onEvent), signal);
  if (!measured.ok) return measured;
  await writeWhole(join(options.folder, MEASURED_FILE), JSON.stringify(measured.value));
  return success(null);
}

async function grade(
  { folder, gpu, startInference }: JobRun,
  { choice: asked }: Extract<Manifest, { kind: 'grade' }>,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  const choice = { ...asked, ...gpuOf(asked, gpu) };
  await makeFolder(join(folder, 'run'));
  const [hips, model, answers] = ['hips', 'model/model.onnx', `run/${GRADINGS_FILE}`].map((name) => join(folder, name));
  if (hips === undefined || model === undefined || answers === undefined) throw new Error('Three names give three paths.');
  return gradeHipFiles({ hips, model, choice, answers }, startInference, { progress: counting(onEvent), signal });
}

async function gradeKnees(
  { folder, startInference }: JobRun,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  await makeFolder(join(folder, 'run'));
  const place = (name: string): string => join(folder, name);
  const order = { knees: place('knees'), model: place('model/model.onnx'), answers: place(`run/${GRADINGS_FILE}`) };
  return gradeKneeFiles(order, startInference, { progress: counting(onEvent), signal });
}

/** Events of the kind `data` count the graded pictures. */
function counting(onEvent: (event: JobEvent) => void): (done: number, total: number) => void {
  const report = reporting(onEvent);
  return (done, total) => report({ kind: 'data', set: 'test', done, total }, process.memoryUsage.rss());
}

/** Empty for the first GPU. */
function gpuOf(asked: { readonly gpu?: number | undefined }, usual: number | null): { readonly gpu?: number } {
  const gpu = asked.gpu ?? usual;
  return gpu === null ? {} : { gpu };
}

function reporting(onEvent: (event: JobEvent) => void): (progress: TrainingProgress, residentBytes: number) => void {
  return (progress, residentBytes) => onEvent({ progress, residentBytes, totalBytes: totalmem() });
}

async function optionsOf(
  { folder, version, memoryLimitBytes, gpu: usualGpu, objects }: JobRun,
  { engine, device, gpu, threads }: Extract<Manifest, { kind: 'train' | 'measure' }>,
): Promise<TrainingOptions> {
  const run = join(folder, 'run');
  return {
    folder: run,
    models: run,
    resume: await hasCheckpoint(run),
    version,
    ...('data/items.json' in objects ? { bundle: join(folder, 'data') } : {}),
    ...('weights' in objects ? { weights: join(folder, 'weights') } : {}),
    ...(engine === undefined ? {} : { engine }),
    ...(device === undefined ? {} : { device }),
    ...gpuOf({ gpu }, usualGpu),
    ...(threads === undefined ? {} : { threads }),
    ...(memoryLimitBytes === null ? {} : { memoryLimitBytes }),
  };
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

function withoutPath(value: JobResult): JobResult {
  if (value === null) return null;
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
