// The training runs of a study as they lie on the disk: `runs/<id>/` with the record kept here, the trainer's manifest, metrics and
// checkpoints, and the log. The record outlives a crash of the training process, which cannot write its own end.

import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { type Epoch, type Run, RunSchema } from '../../domain/training/run.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { settingsOfRecipe, stagesOf, summaryOfRecipe } from './recipe-summary.ts';
import { checkpointsIn } from './run-checkpoints.ts';

const RunRecordSchema = z.object({
  ...RunSchema.pick({ runId: true, startedAt: true, endedAt: true, state: true, failure: true }).shape,
  /** The recipe as JSON. */
  recipe: z.unknown(),
  /** Of class folders, where the recipe learns from them. */
  dataFolder: z.string().nullable().default(null),
  /** The file that it begins with instead of chance; not looked at once there is a checkpoint. */
  weights: z.string().nullable().default(null),
  models: z.array(z.object({ name: z.string(), checkpoint: z.string() })),
});
export type RunRecord = z.infer<typeof RunRecordSchema>;

/** The lines of the log that a page is shown. */
const TAIL = 200;

export function runFolder(studyFolder: string, runId: string): string {
  return join(studyFolder, 'runs', runId);
}

export async function writeRunRecord(studyFolder: string, record: RunRecord): Promise<void> {
  const folder = runFolder(studyFolder, record.runId);
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`);
}

export async function readRunRecord(studyFolder: string, runId: string): Promise<Result<RunRecord>> {
  const text = await readFile(join(runFolder(studyFolder, runId), 'run.json'), 'utf8').catch(() => null);
  const parsed = RunRecordSchema.safeParse(text === null ? null : JSON.parse(text));
  if (parsed.success) return success(parsed.data);
  return failed('file-not-found', `There is no training run ${runId} in this study. Choose another one from the list.`);
}

/** Newest first. Folders without a record are left out: they were made by hand. */
export async function listRunRecords(studyFolder: string): Promise<readonly RunRecord[]> {
  const names = await readdir(join(studyFolder, 'runs')).catch(() => []); // none yet
  const records = await Promise.all(names.map((name) => readRunRecord(studyFolder, name)));
  return records
    .flatMap((record) => (record.ok ? [record.value] : []))
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** Adds lines to the run's log. */
export async function appendRunLog(studyFolder: string, runId: string, lines: readonly string[]): Promise<void> {
  await appendFile(join(runFolder(studyFolder, runId), 'log.txt'), lines.map((line) => `${line}\n`).join(''));
}

export async function readRunLog(studyFolder: string, runId: string): Promise<string[]> {
  const text = await readFile(join(runFolder(studyFolder, runId), 'log.txt'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-TAIL);
}

/** What a page sees of a run; `jobId` where it is at work now. */
export async function runOf(studyFolder: string, record: RunRecord, jobId: string | null): Promise<Run> {
  const folder = runFolder(studyFolder, record.runId);
  const epochs = await readEpochs(folder);
  const summary = summaryOfRecipe(record.recipe, record.runId);
  // A run that was at work when the program ended goes on where it stood.
  const state = record.state === 'running' && jobId === null ? 'paused' : record.state;
  return {
    runId: record.runId,
    recipe: summary,
    settings: settingsOfRecipe(record.recipe),
    state,
    startedAt: record.startedAt,
    endedAt: record.endedAt,
    failure: record.failure,
    jobId,
    epochs: summary.epochs,
    last: epochs.at(-1) ?? null,
    best: bestEpochs(epochs),
    checkpoints: await checkpointsIn(folder),
    models: record.models,
  };
}

/** The epoch behind each checkpoint: the last that became it. */
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

/** The finished epochs of a run. A line that a crash left half-written is left out. */
export async function readEpochs(folder: string): Promise<Epoch[]> {
  const text = await readFile(join(folder, 'metrics.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = MetricsLine.safeParse(jsonOrNull(line));
    if (!parsed.success) return [];
    const { epoch, trainLoss, size, figures, best } = parsed.data;
    const numbers = Object.entries(figures).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
    const { loss, ...others } = Object.fromEntries(numbers) as { loss?: number } & Record<string, number>;
    return [
      {
        epoch,
        trainLoss: trainLoss ?? null,
        loss: loss ?? null,
        size: typeof size === 'number' ? size : (size?.height ?? null),
        figures: others,
        best,
      },
    ];
  });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The steps' weights of the recipe's stages: pictures of twice the edge take four times as long. */
export function stageAreas(recipe: unknown): { readonly area: number; readonly epochs: number }[] {
  return stagesOf(recipe).map(({ height, width, epochs }) => ({ area: height * width, epochs }));
}
