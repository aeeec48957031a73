// The files of an experiment's runs: `runs/<hash>/` holds the run's own files (`manifest.json`, metrics, checkpoints), `result.json` once it
// has ended and `failure.json` if it could not. Experiments in one folder share their runs.

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FailureSchema, type Failure } from '../domain/failure.ts';
import { makeFolder, writeWhole } from '../files/write-whole.ts';
import { MeasuredRunSchema, type MeasuredRun } from '../learning/run/measured-run.ts';
import { readJson } from '../files/read-json.ts';
import { readEpochs } from '../learning/run/run-records.ts';
import type { ExperimentRun } from './expand.ts';

const ResultSchema = MeasuredRunSchema.unwrap().extend({ hash: z.string(), recipe: z.unknown(), start: z.string().nullable() });

export function runFolderOf(folder: string, hash: string): string {
  return join(folder, 'runs', hash);
}

/** The run's result, or null if it has none yet. */
export async function readResult(folder: string, hash: string): Promise<MeasuredRun | null> {
  const result = ResultSchema.safeParse(await readJson(join(runFolderOf(folder, hash), 'result.json')));
  return result.success && result.data.hash === hash ? result.data : null;
}

/** Keeps the result. Of the weights only the last stay, if other runs start from them. */
export async function writeResult(
  folder: string,
  { run: { hash, recipe, start }, startsOthers }: { readonly run: ExperimentRun; readonly startsOthers: boolean },
  measured: MeasuredRun,
): Promise<void> {
  const own = runFolderOf(folder, hash);
  await writeWhole(join(own, 'result.json'), `${JSON.stringify({ hash, recipe, start, ...measured })}\n`);
  await rm(join(own, 'failure.json'), { force: true });
  for (const name of await readdir(own))
    if (name.endsWith('.safetensors') && !(startsOthers && name === 'last.safetensors')) await rm(join(own, name));
}

export async function writeFailure(folder: string, hash: string, failure: Failure): Promise<void> {
  await makeFolder(runFolderOf(folder, hash));
  await writeWhole(join(runFolderOf(folder, hash), 'failure.json'), `${JSON.stringify(failure)}\n`);
}

const Manifest = z.object({
  startedFrom: z.string().nullable().optional(),
  data: z.object({
    splitName: z.string().nullish(),
    supervision: z.object({ strong: z.int(), weak: z.array(z.unknown()) }).optional(),
  }),
});

/** What a run's manifest says that its recipe leaves open. */
export interface TrainedWith {
  /** How many hips System 1 learned from with and without grades. Budgets may ask for more than there are. Null if nobody knows. */
  readonly learned: { readonly strong: number; readonly weak: number } | null;
  /** Whether it began with weights from a file, such as those of another run. Null if nobody knows. */
  readonly fromWeights: boolean | null;
  /** The split of the study that it learned from. Null if there is none, or nobody knows. */
  readonly splitName: string | null;
}

export async function trainedWith(folder: string, hash: string): Promise<TrainedWith> {
  const { data } = Manifest.safeParse(await readJson(join(runFolderOf(folder, hash), 'manifest.json')));
  const supervision = data?.data.supervision;
  return {
    learned: supervision === undefined ? null : { strong: supervision.strong, weak: supervision.weak.length },
    fromWeights: data?.startedFrom === undefined ? null : data.startedFrom !== null,
    splitName: data?.data.splitName ?? null,
  };
}

/** What a run on a workstation leaves in its folder: `remote.json` while it is there, its place in `manifest.json` afterwards. */
const There = z.object({ workstation: z.string() });
const Trained = z.object({ place: There });

/** The workstation that trains the run, or trained it if it is finished. Null for this machine. */
export async function workstationOf(folder: string, hash: string, state: RunState['kind']): Promise<string | null> {
  const own = runFolderOf(folder, hash);
  const there = There.safeParse(await readJson(join(own, 'remote.json')));
  if (state !== 'finished') return there.success ? there.data.workstation : null;
  const trained = Trained.safeParse(await readJson(join(own, 'manifest.json')));
  return trained.success ? trained.data.place.workstation : null;
}

export type RunState =
  | { readonly kind: 'finished'; readonly result: MeasuredRun }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Epochs that are done; 0 if it has not begun. */
  | { readonly kind: 'open'; readonly epochs: number };

export async function stateOf(folder: string, hash: string): Promise<RunState> {
  const result = await readResult(folder, hash);
  if (result !== null) return { kind: 'finished', result };
  const own = runFolderOf(folder, hash);
  const failure = FailureSchema.safeParse(await readJson(join(own, 'failure.json')));
  if (failure.success) return { kind: 'failed', failure: failure.data };
  return { kind: 'open', epochs: (await readEpochs(own)).at(-1)?.epoch ?? 0 };
}
