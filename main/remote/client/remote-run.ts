// A training on a paired worker, with the same order, reports and result as one on this machine (`learning/run/training.ts`).

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { jsonOrNull } from '../../domain/json.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { bundleRunInChild } from '../../learning/run/training.ts';
import {
  TrainedModelSchema,
  type TrainedModel,
  type TrainingOrder,
  type TrainingProgress,
} from '../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { isLocating } from '../../training/recipe.ts';
import { hasEnded, JobIdSchema, type Job, type Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { fetchArtifacts, fetchMetrics } from './fetch-artifacts.ts';
import { reaching, type Reaching } from './retry.ts';
import { digested, filesOf, sendFiles, type SentFile } from './send-objects.ts';
import { openWorkerClient, type WorkerClient } from './worker-client.ts';
import type { PairedWorkstation } from './workstations.ts';

export interface RemoteRun {
  readonly workstation: PairedWorkstation;
  /** The run's name, which the worker is told. */
  readonly run: string;
  readonly order: TrainingOrder;
  /** Starts the process that prepares the data here. */
  readonly startProcess: () => ProcessChannel;
  /** Called with what is about to be sent, before the first byte leaves. */
  readonly onSending: (sending: Sending) => void;
  /** After the signal: true to end the run there, false to let it continue without this program. */
  readonly endsThere: () => boolean;
}

/** What leaves this machine for a run. */
export interface Sending {
  readonly workstation: string;
  readonly fingerprint: string;
  readonly files: readonly Omit<SentFile, 'path'>[];
  readonly counts: { readonly train: number; readonly validation: number };
}

/** The reports go with the memory of the worker's machine. */
type Report = (progress: TrainingProgress, residentBytes: number, totalBytes?: number) => void;

const PlaceSchema = z.object({
  workstation: z.string(),
  fingerprint: z.string(),
  jobId: JobIdSchema,
  /** What only this machine knows of the data. */
  provenance: z.record(z.string(), z.unknown()),
});
type Place = z.infer<typeof PlaceSchema>;

/** How long a stop may take to reach the worker and to be confirmed. */
const STOP_MS = 30_000;

/**
 * Sends the data and the recipe, follows the run, and fetches its files into the run's folder. Waits while the worker cannot be reached.
 * A run that was left there is followed further instead of being sent again. Fails with `stopped` after the signal.
 */
export async function runRemotely(remote: RemoteRun, report: Report, signal: AbortSignal): Promise<Result<TrainedModel>> {
  const { workstation, order } = remote;
  const client = openWorkerClient(workstation);
  const note = (words: string): void => report({ kind: 'note', words }, process.memoryUsage.rss());
  const onConnection = (isThere: boolean): void =>
    note(isThere ? remoteText.client.back(workstation.name) : remoteText.client.lost(workstation.name));
  const how: Reaching = { signal, onConnection };
  try {
    const known = await reaching(how, () => client.state());
    if (!known.ok) return known;
    const { folder } = order.options;
    const left = await placeOf(folder, workstation);
    const there = left === null ? success(null) : await reaching(how, () => client.job(left.jobId));
    if (!there.ok) return there;
    const isThere = left !== null && there.value !== null && there.value.state !== 'stopped' && there.value.state !== 'failed';
    const place = isThere ? success(left) : await begin(remote, client, report, how);
    if (!place.ok) return place;
    const ended = await follow(client, place.value, { remote, report, how });
    if (!ended.ok) return ended;
    return await conclude(client, { job: ended.value, place: place.value, folder }, how);
  } finally {
    client.close();
  }
}

/** Prepares the data, records and sends them, and orders the job. */
async function begin(
  { workstation, run, order, startProcess, onSending }: RemoteRun,
  client: WorkerClient,
  report: Report,
  how: Reaching,
): Promise<Result<Place>> {
  const { recipe, options } = order;
  if (isLocating(recipe)) return failed('bad-request', remoteText.client.noSend);
  const { folder, weights, resume, engine, device, threads } = options;
  const bundle = join(folder, 'sending');
  try {
    const prepared = await bundleRunInChild(startProcess, { recipe, options, bundle }, report, how.signal);
    if (!prepared.ok) return prepared;
    const { provenance, counts, files } = prepared.value;
    const paths: Record<string, string> = Object.fromEntries(files.map((name) => [`data/${name}`, join(bundle, name)]));
    if (weights !== undefined && !resume) paths['weights'] = weights;
    if (resume) for (const name of await filesToResume(folder)) paths[`run/${name}`] = join(folder, name);
    const sent = await digested(paths);
    onSending({
      workstation: workstation.name,
      fingerprint: workstation.fingerprint,
      files: sent.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
      counts,
    });
    const manifest: Manifest = {
      kind: 'train',
      run,
      recipe,
      files: filesOf(sent),
      ...(engine === undefined ? {} : { engine }),
      ...(device === undefined ? {} : { device }),
      ...(threads === undefined ? {} : { threads }),
    };
    const job = await orderJob(client, manifest, sent, { to: workstation.name, report, how });
    if (!job.ok) return job;
    const place = { workstation: workstation.name, fingerprint: workstation.fingerprint, jobId: job.value.jobId, provenance };
    await writeWhole(join(folder, 'remote.json'), `${JSON.stringify(place, null, 2)}\n`);
    return success(place);
  } finally {
    await rm(bundle, { recursive: true, force: true });
  }
}

/** Sends what is missing, then orders. The worker may have removed an object meanwhile, so a second try is made. */
async function orderJob(
  client: WorkerClient,
  manifest: Manifest,
  sent: readonly SentFile[],
  { to, report, how }: { readonly to: string; readonly report: Report; readonly how: Reaching },
): Promise<Result<Job>> {
  const onSent = (done: number, total: number): void =>
    report({ kind: 'sending', to, done: megabytes(done), total: megabytes(total) }, process.memoryUsage.rss());
  for (let tries = 0; ; tries++) {
    const sending = await sendFiles(client, sent, onSent, how);
    if (!sending.ok) return sending;
    const started = await reaching(how, () => client.start(manifest));
    if (!started.ok) return started;
    if (!('missing' in started.value)) return success(started.value);
    if (tries > 0) return failed('file-not-found', remoteText.jobs.missing(started.value.missing.length));
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

/** Follows the job to its end. After the signal, ends it there or leaves it. */
async function follow(
  client: WorkerClient,
  { jobId }: Place,
  { remote, report, how }: { readonly remote: RemoteRun; readonly report: Report; readonly how: Reaching },
): Promise<Result<Job>> {
  const { workstation, order, endsThere } = remote;
  let from = 0;
  let before: number | null = null;
  for (;;) {
    const read = await reaching(how, () => client.events(jobId, from, how.signal));
    if (!read.ok) {
      if (read.failure.code !== 'stopped' || !how.signal.aborted) return read;
      return endsThere() ? stopThere(client, jobId) : failed('stopped', remoteText.client.runsThere(workstation.name));
    }
    if (read.value === null) return failed('file-not-found', remoteText.client.gone(workstation.name));
    const { job, events, next } = read.value;
    from = next;
    for (const { progress, residentBytes, totalBytes } of events) report(progress, residentBytes, totalBytes);
    if (events.some(({ progress }) => progress.kind === 'epoch'))
      await fetchMetrics(client, jobId, order.options.folder, how.signal).catch(() => undefined); // at the end all is fetched
    if (job.before !== null && job.before !== before)
      report({ kind: 'note', words: remoteText.client.queued(workstation.name, job.before) }, process.memoryUsage.rss());
    before = job.before;
    if (hasEnded(job) && events.length === 0) return success(job);
  }
}

/** Asks the worker to stop the job, and waits until it has saved its last step. */
async function stopThere(client: WorkerClient, jobId: string): Promise<Result<Job>> {
  const how: Reaching = { signal: AbortSignal.timeout(STOP_MS), onConnection: () => undefined };
  const asked = await reaching(how, () => client.stop(jobId));
  if (!asked.ok) return asked;
  for (;;) {
    const job = await reaching(how, () => client.job(jobId));
    if (!job.ok) return job;
    if (job.value === null) return failed('stopped', remoteText.client.stopped);
    if (hasEnded(job.value)) return success(job.value);
    await pause(200);
  }
}

/** Fetches the files, removes the job from the worker, and returns what a training here would. */
async function conclude(
  client: WorkerClient,
  { job, place, folder }: { readonly job: Job; readonly place: Place; readonly folder: string },
  { signal, onConnection }: Reaching,
): Promise<Result<TrainedModel>> {
  // A run that was stopped is fetched too: it can be resumed from its checkpoints.
  const how: Reaching = { signal: signal.aborted ? AbortSignal.timeout(STOP_MS) : signal, onConnection };
  const fetched = await fetchArtifacts(client, job, folder, how);
  if (!fetched.ok) return fetched;
  await keepProvenance(folder, place);
  await rm(join(folder, 'remote.json'), { force: true });
  // What cannot be removed now is removed by the worker in time.
  await reaching({ ...how, signal: AbortSignal.any([how.signal, AbortSignal.timeout(5000)]) }, () => client.forget(job.jobId));
  if (job.state === 'stopped') return failed('stopped', remoteText.client.stopped);
  if (job.failure !== null) return { ok: false, failure: job.failure };
  const result = TrainedModelSchema.safeParse(job.result);
  if (!result.success) return failed('bad-request', remoteText.client.unknownAnswer);
  const { model } = result.data;
  return success({ ...result.data, model: model === null ? null : join(folder, model) });
}

/** Gives the manifest the hashes of the data under the study's own names, as a run here would have written them. */
async function keepProvenance(folder: string, { provenance, workstation, fingerprint }: Place): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = z.looseObject({ data: z.unknown() }).safeParse(jsonOrNull(await readFile(path, 'utf8').catch(() => '')));
  if (!manifest.success) return; // the run ended before its first step
  const data = Object.keys(provenance).length === 0 ? manifest.data.data : provenance;
  const whole = { ...manifest.data, data, place: { workstation, fingerprint } };
  await writeWhole(path, `${JSON.stringify(whole, null, 2)}\n`);
}

/** Null if the run was not left on this workstation. */
async function placeOf(folder: string, { fingerprint }: PairedWorkstation): Promise<Place | null> {
  const text = await readFile(join(folder, 'remote.json'), 'utf8').catch(() => ''); // it was never sent
  const place = PlaceSchema.safeParse(jsonOrNull(text)).data ?? null;
  return place?.fingerprint === fingerprint ? place : null;
}

async function filesToResume(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // nothing is there yet
  return names.filter((name) => /^(manifest\.json|metrics\.jsonl|(last|best-[a-z0-9-]+)\.safetensors)$/.test(name));
}
