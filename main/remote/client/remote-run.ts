// A training on a paired worker, with the same order, reports and result as one on this machine (`learning/run/training.ts`).

import { createReadStream } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { jsonOrNull } from '../../domain/json.ts';
import { bundleRunInChild } from '../../learning/run/training.ts';
import { withRunLease, type RunLease } from '../../learning/run/run-lease.ts';
import { TrainedModelSchema, type TrainedModel, type TrainingOrder } from '../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { isLocating } from '../../training/recipe.ts';
import { JobIdSchema, type Job, type Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { fetchArtifacts, fetchMetrics } from './fetch-artifacts.ts';
import { followJob, orderJob, STOP_MS, type Report, type Sending } from './follow-job.ts';
import { reaching, type Reaching } from './retry.ts';
import { digested, filesOf } from './send-objects.ts';
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

const PlaceSchema = z.object({
  workstation: z.string(),
  fingerprint: z.string(),
  jobId: JobIdSchema,
  /** What only this machine knows of the data. */
  provenance: z.record(z.string(), z.unknown()),
});
type Place = z.infer<typeof PlaceSchema>;

/**
 * Sends the data and the recipe, follows the run, and fetches its files into the run's folder. Waits while the worker cannot be reached.
 * A run that was left there is followed further instead of being sent again. Fails with `stopped` after the signal, and with `study-busy`
 * if another process trains or fetches in the run's folder.
 */
export function runRemotely(remote: RemoteRun, report: Report, signal: AbortSignal): Promise<Result<TrainedModel>> {
  const onWait = (words: string): void => report({ kind: 'note', words }, process.memoryUsage.rss());
  return withRunLease(remote.order.options.folder, { signal, onWait }, (lease, leased) =>
    runWithLease({ ...remote, lease }, report, leased),
  );
}

type LeasedRun = RemoteRun & { readonly lease: RunLease };

async function runWithLease(remote: LeasedRun, report: Report, signal: AbortSignal): Promise<Result<TrainedModel>> {
  const { workstation, order, lease } = remote;
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
    const ended = await followJob(client, {
      jobId: place.value.jobId,
      to: workstation.name,
      report,
      how,
      // At the end everything is fetched, so a failure here needs no word.
      onEpoch: () => fetchMetrics(client, place.value.jobId, { folder, lease }, signal).catch(() => undefined),
      endsThere: remote.endsThere,
    });
    if (!ended.ok) return ended;
    return await conclude(client, { job: ended.value, place: place.value, folder, lease }, how);
  } finally {
    client.close();
  }
}

/** Prepares the data, records and sends them, and orders the job. */
async function begin(
  { workstation, run, order, startProcess, onSending, lease }: LeasedRun,
  client: WorkerClient,
  report: Report,
  how: Reaching,
): Promise<Result<Place>> {
  const { recipe, options } = order;
  if (isLocating(recipe)) return failed('bad-request', remoteText.client.noSend);
  const { folder, weights, resume, engine, device, threads } = options;
  const bundle = lease.draft('sending');
  try {
    const prepared = await bundleRunInChild(startProcess, { recipe, options, bundle }, report, how.signal);
    if (!prepared.ok) return prepared;
    const { provenance, counts, files } = prepared.value;
    if (files.length > 0) await lease.write(join(folder, 'labels.json'), createReadStream(join(bundle, 'labels.json')));
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
    await lease.write(join(folder, 'remote.json'), `${JSON.stringify(place, null, 2)}\n`);
    return success(place);
  } finally {
    await rm(bundle, { recursive: true, force: true });
  }
}

/** Fetches the files, removes the job from the worker, and returns what a training here would. */
async function conclude(
  client: WorkerClient,
  { job, place, folder, lease }: { readonly job: Job; readonly place: Place; readonly folder: string; readonly lease: RunLease },
  { signal, onConnection }: Reaching,
): Promise<Result<TrainedModel>> {
  // A run that was stopped is fetched too: it can be resumed from its checkpoints.
  const how: Reaching = { signal: signal.aborted ? AbortSignal.timeout(STOP_MS) : signal, onConnection };
  const fetched = await fetchArtifacts(client, job, { folder, draft: lease.draft }, how);
  if (!fetched.ok) return fetched;
  await keepProvenance(folder, place, lease);
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
async function keepProvenance(folder: string, { provenance, workstation, fingerprint }: Place, lease: RunLease): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = z.looseObject({ data: z.unknown() }).safeParse(jsonOrNull(await readFile(path, 'utf8').catch(() => '')));
  if (!manifest.success) return; // the run ended before its first step
  const data = Object.keys(provenance).length === 0 ? manifest.data.data : provenance;
  const whole = { ...manifest.data, data, place: { workstation, fingerprint } };
  await lease.write(path, `${JSON.stringify(whole, null, 2)}\n`);
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
