// The files of a run: manifest, metrics as JSON lines, and checkpoints. Each is replaced completely or not at all,
// by the `write` of the run's lease where it has one, which another machine may have taken over.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, FailureError, success, type Result } from '../domain/failure.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { makeFolder, removeDrafts, writeWhole, type Content } from '../files/write-whole.ts';
import type { Weights } from '../network/parameters.ts';
import { readSafetensors, writeSafetensors } from '../network/safetensors.ts';
import { trainingText } from './text.ts';
import { jsonOrNull } from '../domain/json.ts';

/** A run resumes from `last`. The others are the best epochs by a figure. */
export type CheckpointName = 'last' | `best-${string}`;

/** The best value so far, and the number of epochs since then. */
const wait = z.object({ best: z.number().nullable(), epochs: z.int().nonnegative() });
export type Wait = z.infer<typeof wait>;

const progressSchema = z.object({
  /** Finished epochs and steps. */
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  /** The stage of the best figures. Figures at different picture sizes are not compared. */
  stage: z.int().nonnegative(),
  /** The best value so far of each kept figure. Null until there is a finite value. */
  best: z.record(z.string(), z.number().nullable()),
  /** The unfinished epoch when the run was stopped. Null between epochs. */
  underWay: z.object({ batches: z.int().positive(), lossSum: z.number(), elapsedMs: z.number() }).nullable(),
  /** How long each of these has not improved: the validation loss, the figure of early stopping, the training loss. */
  waits: z.object({ plateau: wait, patience: wait, stall: wait }),
  /** How often the rate was reduced. */
  reductions: z.int().nonnegative(),
  /** Why the run ended, with the epochs planned and the number of extensions at that time. Null until it ends. */
  ending: z
    .object({ why: z.enum(['finished', 'stopped-early', 'stalled']), planned: z.int(), extensions: z.int().default(0) })
    .nullable(),
});
export type RunProgress = z.infer<typeof progressSchema>;

/** Replaces a file of a run's folder. */
export type WriteFile = (path: string, content: Content) => Promise<void>;

export async function openRunFolder(folder: string): Promise<Result<string>> {
  try {
    await makeFolder(folder);
    await removeDrafts(folder);
    return success(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('folder-not-writable', trainingText.run.folderNotCreated(folder, why));
  }
}

export async function saveCheckpoint(
  folder: string,
  name: CheckpointName,
  weights: Weights,
  progress: RunProgress,
  write: WriteFile = writeWhole,
): Promise<void> {
  const bytes = writeSafetensors(weights, { progress: JSON.stringify(progress) });
  await write(checkpointPath(folder, name), bytes);
}

/** Returns the folder. Fails with `file-not-found` if it has no checkpoint to resume from. */
export async function checkpointIn(folder: string): Promise<Result<string>> {
  const path = checkpointPath(folder, 'last');
  const found = await access(path).then(
    () => true,
    () => false,
  );
  return found ? success(folder) : noCheckpoint(path);
}

function checkpointPath(folder: string, name: CheckpointName): string {
  return join(folder, `${name}.safetensors`);
}

function noCheckpoint(path: string): Result<never> {
  return failed('file-not-found', trainingText.run.noCheckpoint(path));
}

export async function loadCheckpoint(
  folder: string,
  name: CheckpointName,
): Promise<Result<{ weights: Weights; progress: RunProgress }>> {
  const path = checkpointPath(folder, name);
  const bytes = await readRegularFile(path, LARGEST.checkpoint);
  if (!bytes.ok) return bytes.failure.code === 'file-not-found' ? noCheckpoint(path) : bytes;
  const read = readSafetensors(bytes.value);
  if (!read.ok) return failed(read.failure.code, trainingText.run.damagedCheckpoint(path, read.failure.message));
  const damaged = [...read.value.weights].find(([, { data }]) => !data.every(Number.isFinite));
  if (damaged !== undefined)
    return failed('model-malformed', trainingText.run.damagedCheckpoint(path, trainingText.run.notFinite(damaged[0])));
  const progress = progressSchema.safeParse(jsonOrNull(read.value.metadata.progress ?? ''));
  if (!progress.success) return failed('model-malformed', trainingText.run.notACheckpoint(path));
  return success({ weights: read.value.weights, progress: progress.data });
}

/** Throws a `FailureError` if the metrics so far cannot be read. */
export async function appendMetrics(folder: string, line: object, write: WriteFile): Promise<void> {
  await writeMetrics(folder, [...(await readMetrics(folder)), JSON.stringify(line)], write);
}

/** Removes the lines of epochs after the checkpoint, and a line that was left half written. Throws a `FailureError` as `appendMetrics`. */
export async function trimMetrics(folder: string, epochs: number, write: WriteFile): Promise<void> {
  const lines = await readMetrics(folder);
  await writeMetrics(
    folder,
    lines.filter((line) => epochOf(line) <= epochs),
    write,
  );
}

const METRICS = 'metrics.jsonl';

/** In bytes: what Node reads into one buffer, and more than the epochs of any training. */
const LARGEST = { checkpoint: 2 ** 31 - 1, metrics: 64 * 1024 ** 2 };

async function readMetrics(folder: string): Promise<string[]> {
  const read = await readRegularFile(join(folder, METRICS), LARGEST.metrics);
  if (!read.ok && read.failure.code !== 'file-not-found') throw new FailureError(read.failure);
  const text = read.ok ? Buffer.from(read.value).toString('utf8') : ''; // none yet
  return text.split('\n').filter((line) => line !== '');
}

async function writeMetrics(folder: string, lines: readonly string[], write: WriteFile): Promise<void> {
  await write(join(folder, METRICS), lines.map((line) => `${line}\n`).join(''));
}

/** The epoch of a line of metrics. Infinity if the line is incomplete. */
function epochOf(line: string): number {
  return z.object({ epoch: z.number() }).safeParse(jsonOrNull(line)).data?.epoch ?? Infinity;
}
