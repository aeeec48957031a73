// Sends what a job needs, orders it, and waits for its end.

import { setTimeout as pause } from 'node:timers/promises';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { SentCounts } from '../../learning/run/bundle-run.ts';
import type { TrainingProgress } from '../../learning/run/training-calls.ts';
import { hasEnded, type Job, type Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { reaching, type Reaching } from './retry.ts';
import { sendFiles, type SentFile } from './send-objects.ts';
import type { WorkerClient } from './worker-client.ts';

/** What leaves this machine for a job. */
export interface Sending {
  readonly workstation: string;
  readonly fingerprint: string;
  readonly files: readonly Omit<SentFile, 'path'>[];
  /** The items of the training data. Null if none are sent. */
  readonly counts: SentCounts | null;
  /** The crops that are only graded. Absent for training and exports. */
  readonly hips?: number;
  /** The pictures of knees that are only graded. Absent for everything else. */
  readonly knees?: number;
}

/** Shows or records what is about to be sent. If it fails, nothing is. */
export type OnSending = (sending: Sending) => void | Promise<void>;

/** The reports go with the memory of the worker's machine, where it is known. */
export type Report = (progress: TrainingProgress, residentBytes: number, totalBytes?: number) => void;

interface Ordering {
  /** The workstation's name. */
  readonly to: string;
  readonly report: Report;
  readonly how: Reaching;
}

/** How long a stop may take to reach the worker and to be confirmed. */
export const STOP_MS = 30_000;

/** Sends what is missing, then orders. The worker may have removed an object meanwhile, so a second try is made. */
export async function orderJob(
  client: WorkerClient,
  manifest: Manifest,
  sent: readonly SentFile[],
  { to, report, how }: Ordering,
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

interface Following extends Ordering {
  readonly jobId: string;
  /** Called after a finished epoch. */
  readonly onEpoch: () => Promise<void>;
  /** After the signal: true to end the job there, false to let it continue. */
  readonly endsThere: () => boolean;
}

/** Follows the job to its end. After the signal, ends it there or leaves it. */
export async function followJob(
  client: WorkerClient,
  { jobId, to, report, how, onEpoch, endsThere }: Following,
): Promise<Result<Job>> {
  let from = 0;
  let before: number | null = null;
  for (;;) {
    const read = await reaching(how, () => client.events(jobId, from, how.signal));
    if (!read.ok) {
      if (read.failure.code !== 'stopped' || !how.signal.aborted) return read;
      return endsThere() ? stopThere(client, jobId) : failed('stopped', remoteText.client.runsThere(to));
    }
    if (read.value === null) return failed('file-not-found', remoteText.client.gone(to));
    const { job, events, next } = read.value;
    from = next;
    for (const { progress, residentBytes, totalBytes } of events) report(progress, residentBytes, totalBytes);
    if (events.some(({ progress }) => progress.kind === 'epoch')) await onEpoch();
    if (job.before !== null && job.before !== before)
      report({ kind: 'note', words: remoteText.client.queued(to, job.before) }, process.memoryUsage.rss());
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

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
