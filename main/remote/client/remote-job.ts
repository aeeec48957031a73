// A run on a paired worker: prepares and sends its data, follows its job, and leaves a note in the run's folder of where it is, so that a
// later call follows it further. `remote-run.ts` trains this way, and `remote-measure.ts` measures a run of an experiment.

import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { bundleRunInChild } from '../../learning/run/training.ts';
import { withRunLease, type RunLease } from '../../learning/run/run-lease.ts';
import type { TrainingOrder } from '../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { isLocating } from '../../training/recipe.ts';
import { JobIdSchema, type Artifact, type Job, type Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { fetchArtifacts, fetchMetrics } from './fetch-artifacts.ts';
import { followJob, orderJob, STOP_MS, type OnSending, type Report } from './follow-job.ts';
import { manifestToSend } from './manifest-to-send.ts';
import { reaching, type Reaching } from './retry.ts';
import { digested, filesOf } from './send-objects.ts';
import { talkToWorker, type Talking } from './talk-to-worker.ts';
import type { WorkerClient } from './worker-client.ts';
import type { PairedWorkstation } from './workstations.ts';

export interface RemoteRun {
  readonly workstation: PairedWorkstation;
  /** The run's name, which the worker is told. */
  readonly run: string;
  readonly order: TrainingOrder;
  /** Starts the process that prepares the data here. */
  readonly startProcess: () => ProcessChannel;
  /** Called with what is about to be sent, before the first byte leaves. */
  readonly onSending: OnSending;
  /** After the signal: true to end the run there, false to let it continue without this program. */
  readonly endsThere: () => boolean;
}

/** What a kind of job does differently from others. */
export interface RemoteKind<T> {
  readonly kind: 'train' | 'measure';
  /** Which of the job's files to fetch. */
  readonly wanted: (job: Job) => readonly Artifact[];
  /** Makes the result of an ended job from the fetched files, before the worker removes its own. */
  readonly conclude: (job: Job, place: RemotePlace) => Promise<Result<T>>;
}

const PlaceSchema = z.object({
  workstation: z.string(),
  fingerprint: z.string(),
  jobId: JobIdSchema,
  /** What only this machine knows of the data. */
  provenance: z.record(z.string(), z.unknown()),
  /** The subjects of the test set under their own names, by item. */
  testSubjects: z.array(z.string()).default([]),
});
export type RemotePlace = z.infer<typeof PlaceSchema>;

/**
 * Sends the data and the recipe, follows the job, and fetches its files into the run's folder. Waits while the worker cannot be reached.
 * A run that was left there is followed further instead of being sent again. Fails with `stopped` after the signal, and with `study-busy`
 * if another process trains or fetches in the run's folder.
 */
export function runJobRemotely<T>(
  remote: RemoteRun,
  kind: RemoteKind<T>,
  report: Report,
  signal: AbortSignal,
): Promise<Result<T>> {
  const onWait = (words: string): void => report({ kind: 'note', words }, process.memoryUsage.rss());
  return withRunLease(remote.order.options.folder, { signal, onWait }, (lease, leased) =>
    runWithLease({ ...remote, lease }, kind, report, leased),
  );
}

type LeasedRun = RemoteRun & { readonly lease: RunLease };

async function runWithLease<T>(remote: LeasedRun, kind: RemoteKind<T>, report: Report, signal: AbortSignal): Promise<Result<T>> {
  const { workstation, order, lease } = remote;
  return talkToWorker({ workstation, kind: kind.kind, report, signal }, async ({ client, how }) => {
    const { folder } = order.options;
    const left = await placeOf(folder, workstation);
    const there = left === null ? success(null) : await reaching(how, () => client.job(left.jobId));
    if (!there.ok) return there;
    const { value: old } = there;
    const goesOn = old !== null && old.kind === kind.kind && old.state !== 'stopped' && old.state !== 'failed';
    const place = left !== null && goesOn ? success(left) : await begin(remote, kind.kind, { client, report, how });
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
    return fetchEnded(client, { job: ended.value, place: place.value, folder, lease }, kind, how);
  });
}

/** Prepares the data, records and sends them, and orders the job. */
async function begin(
  { workstation, run, order, startProcess, onSending, lease }: LeasedRun,
  kind: RemoteKind<unknown>['kind'],
  { client, report, how }: Talking,
): Promise<Result<RemotePlace>> {
  const { recipe, options } = order;
  if (isLocating(recipe)) return failed('bad-request', remoteText.client.noSend);
  const { folder, weights, resume, engine, device, gpu, threads } = options;
  const bundle = lease.draft('sending');
  try {
    const measured = kind === 'measure';
    const prepared = await bundleRunInChild(startProcess, { recipe, options, bundle, measured }, report, how.signal);
    if (!prepared.ok) return prepared;
    const { provenance, testSubjects, counts, files } = prepared.value;
    if (files.length > 0) await lease.write(join(folder, 'labels.json'), createReadStream(join(bundle, 'labels.json')));
    const paths: Record<string, string> = Object.fromEntries(files.map((name) => [`data/${name}`, join(bundle, name)]));
    if (weights !== undefined && !resume) paths['weights'] = weights;
    if (resume) for (const name of await filesToResume(folder)) paths[`run/${name}`] = join(folder, name);
    const nameless = resume ? await manifestToSend(folder, join(bundle, 'manifest.json')) : null;
    if (nameless !== null) paths['run/manifest.json'] = nameless;
    const sent = await digested(paths);
    const { name, fingerprint } = workstation;
    await onSending({
      workstation: name,
      fingerprint,
      files: sent.map(({ name: file, sha256, bytes }) => ({ name: file, sha256, bytes })),
      counts,
    });
    const manifest: Manifest = {
      kind,
      run,
      recipe,
      files: filesOf(sent),
      ...(engine === undefined ? {} : { engine }),
      ...(device === undefined ? {} : { device }),
      ...(gpu === undefined ? {} : { gpu }),
      ...(threads === undefined ? {} : { threads }),
    };
    const job = await orderJob(client, manifest, sent, { to: name, report, how });
    if (!job.ok) return job;
    const place = { workstation: name, fingerprint, jobId: job.value.jobId, provenance, testSubjects };
    await lease.write(join(folder, 'remote.json'), `${JSON.stringify(place, null, 2)}\n`);
    return success(place);
  } finally {
    await rm(bundle, { recursive: true, force: true });
  }
}

interface Ended {
  readonly job: Job;
  readonly place: RemotePlace;
  readonly folder: string;
  readonly lease: RunLease;
}

/** Fetches the files, makes the result of them, and removes the job from the worker. */
async function fetchEnded<T>(
  client: WorkerClient,
  { job, place, folder, lease }: Ended,
  { wanted, conclude }: RemoteKind<T>,
  { signal, onConnection }: Reaching,
): Promise<Result<T>> {
  // A run that was stopped is fetched too: it can be resumed from its checkpoints.
  const how: Reaching = { signal: signal.aborted ? AbortSignal.timeout(STOP_MS) : signal, onConnection };
  const files = { jobId: job.jobId, artifacts: wanted(job) };
  const fetched = await fetchArtifacts(client, files, { folder, draft: lease.draft }, how);
  if (!fetched.ok) return fetched;
  await keepProvenance(folder, place, lease);
  const result: Result<T> =
    job.state === 'stopped'
      ? failed('stopped', remoteText.client.stopped)
      : job.failure === null
        ? await conclude(job, place)
        : { ok: false, failure: job.failure };
  await rm(join(folder, 'remote.json'), { force: true });
  // What cannot be removed now is removed by the worker in time.
  await reaching({ ...how, signal: AbortSignal.any([how.signal, AbortSignal.timeout(5000)]) }, () => client.forget(job.jobId));
  return result;
}

/** Gives the manifest the hashes of the data under the study's own names, as a run here would have written them. */
async function keepProvenance(
  folder: string,
  { provenance, workstation, fingerprint }: RemotePlace,
  lease: RunLease,
): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = z.looseObject({ data: z.unknown() }).safeParse(await readJson(path));
  if (!manifest.success) return; // the run ended before its first step
  const data = Object.keys(provenance).length === 0 ? manifest.data.data : provenance;
  const whole = { ...manifest.data, data, place: { workstation, fingerprint } };
  await lease.write(path, `${JSON.stringify(whole, null, 2)}\n`);
}

/** Null if the run was not left on this workstation. */
async function placeOf(folder: string, { fingerprint }: PairedWorkstation): Promise<RemotePlace | null> {
  const place = PlaceSchema.safeParse(await readJson(join(folder, 'remote.json'))).data ?? null; // null: it was never sent
  return place?.fingerprint === fingerprint ? place : null;
}

async function filesToResume(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // nothing is there yet
  return names.filter((name) => /^(metrics\.jsonl|(last|best-[a-z0-9-]+)\.safetensors)$/.test(name));
}
