// The training runs of a study on disk: `runs/<id>/` holds the record kept here, the trainer's manifest, metrics and checkpoints, and the
// log. The record survives a crash of the training process, which then cannot record its own end.

import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { CheckpointNameSchema, type Epoch, type Run, RunIdSchema, RunSchema } from '../../domain/training/run.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { jsonOrNull } from '../../domain/json.ts';
import type { Recipe } from '../../training/recipe.ts';
import { readJson, readText } from '../../files/read-json.ts';
import { settingsOfRecipe, stagesOf, summaryOfRecipe } from './recipe-summary.ts';
import { checkpointsIn } from './run-checkpoints.ts';
import { runText } from '../text/run.ts';

const RunRecordSchema = z.object({
  ...RunSchema.pick({ runId: true, startedAt: true, endedAt: true, state: true, failure: true }).shape,
  /** The recipe as JSON. */
  recipe: z.unknown(),
  /** The folder of the class folders, if the recipe learns from them. Today the key table has it and the weights, and these are null. */
  dataFolder: z.string().nullable().default(null),
  /** The file of weights that the run starts from; ignored once there is a checkpoint. Null for random weights. */
  weights: z.string().nullable().default(null),
  /** The paired workstation on which the run trains. Null for this machine. */
  workstation: z.string().nullable().default(null),
  models: z.array(z.object({ name: z.string(), checkpoint: CheckpointNameSchema })),
});
export type RunRecord = z.infer<typeof RunRecordSchema>;

/** The number of log lines that a page shows. */
const TAIL = 200;

export function runFolder(studyFolder: string, runId: string): string {
  return join(studyFolder, 'runs', runId);
}

/** The record of a run that starts now. `id` tells runs of one recipe and minute apart. */
export function newRunRecord(
  recipe: Recipe,
  {
    startedAt,
    id,
    workstation = null,
  }: { readonly startedAt: string; readonly id: string; readonly workstation?: string | null },
): RunRecord {
  const runId = `${startedAt.slice(0, 16).replaceAll(/\D/g, '')}-${recipe.name}-${id.slice(0, 4)}`.toLowerCase();
  const notEnded = { endedAt: null, state: 'running', failure: null } as const;
  return { runId, recipe, dataFolder: null, weights: null, workstation, startedAt, ...notEnded, models: [] };
}

export async function writeRunRecord(studyFolder: string, record: RunRecord): Promise<void> {
  const folder = runFolder(studyFolder, record.runId);
  await makeFolder(folder);
  await writeWhole(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
}

/** Fails with `file-not-found` if the record is missing or damaged, or belongs to another folder. */
export async function readRunRecord(studyFolder: string, runId: string): Promise<Result<RunRecord>> {
  if (!RunIdSchema.safeParse(runId).success) return failed('file-not-found', runText.notFound(runId));
  const parsed = RunRecordSchema.safeParse(await readJson(join(runFolder(studyFolder, runId), 'run.json')));
  if (parsed.success && parsed.data.runId === runId) return success(parsed.data);
  return failed('file-not-found', runText.notFound(runId));
}

/** Returns the records, newest first. Folders without a record were made by hand and are left out. */
export async function listRunRecords(studyFolder: string): Promise<readonly RunRecord[]> {
  const names = await readdir(join(studyFolder, 'runs')).catch(() => []); // no runs yet
  const records = await Promise.all(names.map((name) => readRunRecord(studyFolder, name)));
  return records
    .flatMap((record) => (record.ok ? [record.value] : []))
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** Adds lines to the run's log. */
export async function appendRunLog(studyFolder: string, runId: string, lines: readonly string[]): Promise<void> {
  const log = join(runFolder(studyFolder, runId), 'log.txt');
  await appendFile(log, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
}

export async function readRunLog(studyFolder: string, runId: string): Promise<string[]> {
  const text = await readText(join(runFolder(studyFolder, runId), 'log.txt'));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-TAIL);
}

/** Returns a run as a page shows it. `jobId` is the job that trains it now. */
export async function runOf(studyFolder: string, record: RunRecord, jobId: string | null): Promise<Run> {
  const folder = runFolder(studyFolder, record.runId);
  const epochs = await readEpochs(folder);
  const summary = summaryOfRecipe(record.recipe, record.runId);
  // A run that was training when the program ended can be resumed.
  const state = record.state === 'running' && jobId === null ? 'paused' : record.state;
  return {
    runId: record.runId,
    recipe: summary,
    settings: settingsOfRecipe(record.recipe),
    state,
    startedAt: record.startedAt,
    endedAt: record.endedAt,
    failure: record.failure,
    workstation: record.workstation,
    jobId,
    epochs: summary.epochs,
    last: epochs.at(-1) ?? null,
    best: bestEpochs(epochs),
    checkpoints: await checkpointsIn(folder),
    models: record.models,
  };
}

/** Returns the epoch of each checkpoint: the last epoch that was saved as it. */
export function bestEpochs(epochs: readonly Epoch[]): Record<string, Epoch> {
  const last = epochs.at(-1);
  return Object.fromEntries([
    ...epochs.flatMap((epoch) => epoch.best.map((name) => [`best-${name}`, epoch] as const)),
    ...(last === undefined ? [] : [['last', last] as const]),
  ]);
}

const Size = z.union([z.number(), z.object({ height: z.number() })]).optional();

const MetricsLine = z.object({
  epoch: z.number(),
  trainLoss: z.number().nullish(),
  size: Size,
  figures: z.record(z.string(), z.number().nullable()).default({}),
  best: z.array(z.string()).default([]),
});

/** Returns the finished epochs of a run. A line that a crash cut short is left out. */
export async function readEpochs(folder: string): Promise<Epoch[]> {
  const text = await readText(join(folder, 'metrics.jsonl'));
  return text.split('\n').flatMap((line) => {
    const parsed = MetricsLine.safeParse(jsonOrNull(line));
    if (!parsed.success) return [];
    const { epoch, trainLoss, size, figures, best } = parsed.data;
    const defined = Object.entries(figures).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
    return [
      {
        epoch,
        trainLoss: trainLoss ?? null,
        loss: figures['loss'] ?? null,
        size: typeof size === 'number' ? size : (size?.height ?? null),
        figures: Object.fromEntries(defined.filter(([name]) => name !== 'loss')),
        best,
      },
    ];
  });
}

/** Returns the picture area of each stage, by which its steps are weighed: pictures of twice the edge take four times as long. */
export function stageAreas(recipe: unknown): { readonly area: number; readonly epochs: number }[] {
  return stagesOf(recipe).map(({ height, width, epochs }) => ({ area: height * width, epochs }));
}
