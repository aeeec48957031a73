// A run of an experiment on a paired worker, with the same order, reports and result as one on this machine (`learning/run/measured-run.ts`).

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { readJson } from '../../files/read-json.ts';
import { MeasuredRunSchema, type MeasuredRun } from '../../learning/run/measured-run.ts';
import type { MeasuredOrder } from '../../learning/run/training-calls.ts';
import { checkpointIn } from '../../training/run-folder.ts';
import { MEASURED_FILE, type Artifact, type Job } from '../protocol.ts';
import { remoteText } from '../text.ts';
import type { Report } from './follow-job.ts';
import { runJobRemotely, type RemoteKind, type RemotePlace, type RemoteRun } from './remote-job.ts';

export interface RemoteMeasuring extends Omit<RemoteRun, 'order'> {
  readonly order: MeasuredOrder;
  /** Whether other runs start from the last weights of this one. */
  readonly keepsWeights: boolean;
  /** Stores the result, before the worker removes its own. */
  readonly keep: (measured: MeasuredRun) => Promise<void>;
}

/** A longer list of answers is not believed. */
const LARGEST_BYTES = 500e6;

/** Trains and measures there. The run goes on from a checkpoint in its folder. See `runJobRemotely` for how it fails. */
export async function measureRemotely(
  { keepsWeights, keep, order: { recipe, options }, ...remote }: RemoteMeasuring,
  report: Report,
  signal: AbortSignal,
): Promise<Result<MeasuredRun>> {
  const { folder } = options;
  const measuring: RemoteKind<MeasuredRun> = {
    kind: 'measure',
    wanted: (job) => wantedFiles(job, keepsWeights),
    conclude: async (_, place) => {
      const measured = await readMeasured(folder, place);
      if (measured.ok) await keep(measured.value);
      return measured;
    },
  };
  const resume = (await checkpointIn(folder)).ok;
  return runJobRemotely({ ...remote, order: { recipe, options: { ...options, resume } } }, measuring, report, signal);
}

/** All files of a run that did not finish, because it can be resumed from them. Of a finished one no weights, unless others start from them. */
function wantedFiles({ state, artifacts }: Job, keepsWeights: boolean): readonly Artifact[] {
  if (state !== 'finished') return artifacts;
  return artifacts.filter(({ name }) => !name.endsWith('.safetensors') || (keepsWeights && name === 'last.safetensors'));
}

/** Reads and removes the fetched answers, and gives them the names and hashes of the data that only this machine knows. */
async function readMeasured(folder: string, { provenance, testSubjects }: RemotePlace): Promise<Result<MeasuredRun>> {
  const path = join(folder, MEASURED_FILE);
  const measured = MeasuredRunSchema.safeParse(await readJson(path, LARGEST_BYTES));
  await rm(path, { force: true });
  if (!measured.success) return failed('bad-request', remoteText.client.unknownAnswer);
  const { data, engine, checkpoints } = measured.data;
  const own = MeasuredRunSchema.unwrap().shape.data.safeParse(provenance);
  return success({
    data: own.success ? own.data : data,
    engine,
    checkpoints: checkpoints.map((checkpoint) => ({ ...checkpoint, answers: named(checkpoint.answers, testSubjects) })),
  });
}

type Answers = MeasuredRun['checkpoints'][number]['answers'];

function named(answers: Answers, subjects: readonly string[]): Answers {
  return Object.fromEntries(
    Object.entries(answers).map(([question, own]) => [
      question,
      own.map((answer) => ({ ...answer, subject: subjects[answer.item] ?? answer.subject })),
    ]),
  );
}
