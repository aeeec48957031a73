// A run on disk: manifest, metrics as append-only JSON lines, checkpoints written whole or not at all.

import { access, appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import type { Weights } from '../network/parameters.ts';
import { readSafetensors, writeSafetensors } from '../network/safetensors.ts';

/** `last` resumes the run; the others are the best epochs by a figure. */
export type CheckpointName = 'last' | `best-${string}`;

/** The best value so far, and the epochs since. */
const wait = z.object({ best: z.number().nullable(), epochs: z.int().nonnegative() });
export type Wait = z.infer<typeof wait>;

const progressSchema = z.object({
  /** Epochs and steps done. */
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  /** The stage whose pictures the best figures come from: figures at different sizes are not compared. */
  stage: z.int().nonnegative(),
  /** The best value so far of each figure by which epochs are kept; null where none was a number yet. */
  best: z.record(z.string(), z.number().nullable()),
  /** The epoch under way when the run was stopped; null between epochs. */
  underWay: z.object({ batches: z.int().positive(), lossSum: z.number(), elapsedMs: z.number() }).nullable(),
  /** How long what is waited for did not come: a lower validation loss, the figure of early stopping, a lower training loss. */
  waits: z.object({ plateau: wait, patience: wait, stall: wait }),
  /** How often the rate was reduced. */
  reductions: z.int().nonnegative(),
  /** Why the run is over, and what was planned then: epochs in all, and how often it had been extended; null while it is not. */
  ending: z
    .object({ why: z.enum(['finished', 'stopped-early', 'stalled']), planned: z.int(), extensions: z.int().default(0) })
    .nullable(),
});
export type RunProgress = z.infer<typeof progressSchema>;

/** Ends the names of files that are being written. */
const DRAFT = '.part';

export async function openRunFolder(folder: string): Promise<Result<string>> {
  try {
    await mkdir(folder, { recursive: true });
    // What a process that was killed while it wrote left behind.
    for (const name of await readdir(folder)) if (name.endsWith(DRAFT)) await rm(join(folder, name), { force: true });
    return success(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(
      'folder-not-writable',
      `The run's folder ${folder} cannot be made (${why}). Choose a folder that can be written.`,
    );
  }
}

/** Writes beside the target and renames, so that a crash, of the machine too, leaves the old file or the new one. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const draft = `${path}${DRAFT}`;
  try {
    await writeFile(draft, content, { flush: true });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

export async function saveCheckpoint(
  folder: string,
  name: CheckpointName,
  weights: Weights,
  progress: RunProgress,
): Promise<void> {
  const bytes = writeSafetensors(weights, { progress: JSON.stringify(progress) });
  await writeWhole(checkpointPath(folder, name), bytes);
}

/** The folder, or `file-not-found` where no run can go on from it. */
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
  return failed(
    'file-not-found',
    `There is no checkpoint at ${path}. Start the run anew, or name the folder of one that was begun.`,
  );
}

export async function loadCheckpoint(
  folder: string,
  name: CheckpointName,
): Promise<Result<{ weights: Weights; progress: RunProgress }>> {
  const path = checkpointPath(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    return noCheckpoint(path);
  }
  const read = readSafetensors(bytes);
  if (!read.ok) return read;
  const progress = progressSchema.safeParse(parsed(read.value.metadata.progress ?? ''));
  if (!progress.success) return failed('model-malformed', `${path} is no checkpoint of a training run. Choose another one.`);
  return success({ weights: read.value.weights, progress: progress.data });
}

export async function appendMetrics(folder: string, line: object): Promise<void> {
  await appendFile(join(folder, 'metrics.jsonl'), `${JSON.stringify(line)}\n`);
}

/** Forgets the lines of epochs after the checkpoint from which a run goes on, and one that a kill left half written. */
export async function trimMetrics(folder: string, epochs: number): Promise<void> {
  const path = join(folder, 'metrics.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  const kept = text
    .split('\n')
    .filter((line) => line !== '')
    .filter((line) => epochOf(line) <= epochs);
  await writeWhole(path, kept.map((line) => `${line}\n`).join(''));
}

/** Of a line of metrics; infinite where it is torn. */
function epochOf(line: string): number {
  return z.object({ epoch: z.number() }).safeParse(parsed(line)).data?.epoch ?? Infinity;
}

/** Null where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
