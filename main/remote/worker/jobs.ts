// The jobs of a worker: queued in fair turns, run within limits, kept for a while, and resumed after the worker ended in any way.

import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import type { Log } from '../../files/error-log.ts';
import { fileFailure } from '../../files/file-failure.ts';
import { runIsFree } from '../../learning/run/run-lease.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { hasEnded, type Job, type Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { inTurn } from './fair-queue.ts';
import {
  listArtifacts,
  openEventLog,
  readRecords,
  removeFilesBefore,
  removeJob,
  writeRecord,
  type JobRecord,
} from './job-folder.ts';
import type { Objects } from './objects.ts';
import { runJob } from './run-job.ts';

export interface JobLimits {
  /** The longest that a job may run. */
  readonly hours: number;
  /** The most bytes that the tensors of a job may take. Null for 90% of the free memory. */
  readonly memoryBytes: number | null;
  /** How many jobs run at once. */
  readonly atOnce: number;
  /** How long ended jobs and unused objects are kept. */
  readonly keepDays: number;
}

export interface JobsOptions {
  readonly folder: string;
  /** Where each desktop's experiments share the phantoms that they draw. */
  readonly pictures: string;
  readonly objects: Objects;
  readonly limits: JobLimits;
  /** The GPU for orders that name none. Null for the first. */
  readonly gpu: number | null;
  readonly version: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly startTraining: () => ProcessChannel;
  readonly startInference: () => ProcessChannel;
}

export interface Jobs {
  /** Queues a job, or returns the one that this order made before. Fails with the objects that are missing. */
  readonly start: (owner: string, manifest: Manifest) => Promise<Result<Job> | { readonly missing: readonly string[] }>;
  readonly list: (owner: string) => readonly Job[];
  readonly counts: () => { readonly running: number; readonly waiting: number };
  /** Null if the desktop has no such job. */
  readonly find: (owner: string, jobId: string) => Job | null;
  readonly folderOf: (jobId: string) => string;
  readonly foldersOf: (owner: string) => readonly string[];
  /** Waits until the job changes, at most so long. */
  readonly changed: (jobId: string, limitMs: number, signal: AbortSignal) => Promise<void>;
  readonly stop: (owner: string, jobId: string) => Job | null;
  /** Stops the job and removes it with everything that it made. */
  readonly forget: (owner: string, jobId: string) => Promise<boolean>;
  /** Removes what was kept long enough. */
  readonly removeOld: () => Promise<void>;
  /** Stops the running jobs, which continue at the next start. */
  readonly close: () => Promise<void>;
}

/** A desktop may have this many jobs, ended ones included. */
const MOST_JOBS = 200;
const DAY_MS = 86_400_000;
/** A training process outlives its parent by at most a few seconds. */
const ORPHAN_MS = 20_000;

interface LiveJob {
  record: JobRecord;
  /** Set while the job runs. */
  running: { readonly stopper: AbortController; readonly done: Promise<void> } | null;
  changed: PromiseWithResolvers<void>;
}

export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const { folder, pictures, objects, limits, gpu, version, now, log, startTraining, startInference } = options;
  const jobs = new Map<string, LiveJob>();
  const lastStart = new Map<string, number>();
  let turn = 0;
  let closing = false;
  for (const record of await readRecords(folder)) {
    // A job that ran when the worker ended waits for its next turn.
    const state = record.job.state === 'running' ? 'queued' : record.job.state;
    jobs.set(record.job.jobId, {
      record: { ...record, job: { ...record.job, state } },
      running: null,
      changed: Promise.withResolvers(),
    });
  }

  const folderOf = (jobId: string): string => join(folder, jobId);
  const queued = () =>
    [...jobs.values()]
      .filter(({ record }) => record.job.state === 'queued')
      .map(({ record: { owner, job } }) => ({ owner, jobId: job.jobId, createdAt: job.createdAt }));
  const seen = ({ record: { job } }: LiveJob): Job => {
    const order = job.state === 'queued' ? inTurn(queued(), lastStart).findIndex(({ jobId }) => jobId === job.jobId) : -1;
    return { ...job, before: order < 0 ? null : order + (running() >= limits.atOnce ? 1 : 0) };
  };
  const running = (): number => [...jobs.values()].filter((live) => live.running !== null).length;
  const wake = (live: LiveJob): void => {
    live.changed.resolve();
    live.changed = Promise.withResolvers();
  };
  const change = async (live: LiveJob, part: Partial<JobRecord['job']>): Promise<void> => {
    live.record = { ...live.record, job: { ...live.record.job, ...part } };
    // A disk that is full must not hide how the job ended.
    await writeRecord(folderOf(live.record.job.jobId), live.record).catch((error: unknown) => log.report(error, 'job record'));
    wake(live);
  };

  const carryOut = async (live: LiveJob, stopper: AbortController): Promise<void> => {
    const { record } = live;
    const own = folderOf(record.job.jobId);
    await change(live, { state: 'running', startedAt: record.job.startedAt ?? now().toISOString() });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      stopper.abort();
    }, limits.hours * 3_600_000);
    let result: Awaited<ReturnType<typeof runJob>>;
    try {
      await untilFree(join(own, 'run'), stopper.signal);
      const paths = await pathsOf(objects, record);
      const events = await openEventLog(
        own,
        () => wake(live),
        (error) => log.report(error, 'job events'),
      );
      result = await runJob(
        {
          folder: own,
          pictures: join(pictures, record.owner),
          manifest: record.manifest,
          objects: paths,
          version,
          memoryLimitBytes: limits.memoryBytes,
          gpu,
          startTraining,
          startInference,
        },
        events.add,
        stopper.signal,
      );
      await events.written();
    } catch (error) {
      const known = fileFailure(error, own);
      if (known === null) log.report(error, 'job');
      result = { ok: false, failure: known ?? unexpectedly() };
    } finally {
      clearTimeout(limit);
    }
    // The worker is closing: the job continues at its next start.
    if (closing && !result.ok) return;
    const stopped = !result.ok && result.failure.code === 'stopped';
    const failure = result.ok || (stopped && !late) ? null : late ? timeUp(limits.hours) : result.failure;
    await change(live, {
      state: result.ok ? 'finished' : failure === null ? 'stopped' : 'failed',
      failure,
      result: result.ok ? result.value : null,
      artifacts: await listArtifacts(join(own, 'run')),
      endedAt: now().toISOString(),
    });
  };

  const startNext = (): void => {
    if (closing || running() >= limits.atOnce) return;
    const [next] = inTurn(queued(), lastStart);
    const live = next === undefined ? undefined : jobs.get(next.jobId);
    if (next === undefined || live === undefined) return;
    lastStart.set(next.owner, (turn += 1));
    const stopper = new AbortController();
    // Marked before anything is awaited, so that it is not started twice.
    live.record = { ...live.record, job: { ...live.record.job, state: 'running' } };
    const done = carryOut(live, stopper)
      .catch((error: unknown) => log.report(error, 'job'))
      .finally(() => {
        live.running = null;
        wake(live);
        startNext();
      });
    live.running = { stopper, done };
    startNext();
  };

  const own = (owner: string, jobId: string): LiveJob | null => {
    const live = jobs.get(jobId);
    return live?.record.owner === owner ? live : null;
  };
  const stop = (live: LiveJob): void => {
    if (live.running !== null) live.running.stopper.abort();
    else if (live.record.job.state === 'queued') void change(live, { state: 'stopped', endedAt: now().toISOString() });
  };
  const forget = async (live: LiveJob): Promise<void> => {
    const { jobId } = live.record.job;
    stop(live);
    await live.running?.done;
    jobs.delete(jobId);
    await removeJob(folderOf(jobId));
    wake(live);
  };

  startNext();
  return {
    start: async (owner, manifest) => {
      const jobId = createHash('sha256')
        .update(JSON.stringify([owner, manifest]))
        .digest('hex');
      const known = own(owner, jobId);
      if (known !== null && known.record.job.state !== 'failed' && known.record.job.state !== 'stopped')
        return success(seen(known));
      const missing: string[] = [];
      for (const { sha256 } of Object.values(manifest.files))
        if ((await objects.find(owner, sha256)) === null) missing.push(sha256);
      if (missing.length > 0) return { missing };
      const same = own(owner, jobId);
      const fresh = {
        state: 'queued' as const,
        startedAt: null,
        endedAt: null,
        failure: null,
        result: null,
        artifacts: [],
      };
      if (same !== null) {
        if (hasEnded(same.record.job)) await change(same, fresh);
        startNext();
        return success(seen(same));
      }
      if ([...jobs.values()].filter(({ record }) => record.owner === owner).length >= MOST_JOBS)
        return failed('not-allowed', remoteText.jobs.tooMany(MOST_JOBS));
      const job = { jobId, kind: manifest.kind, run: manifest.run, createdAt: now().toISOString(), ...fresh };
      const live: LiveJob = { record: { owner, manifest, job }, running: null, changed: Promise.withResolvers() };
      jobs.set(jobId, live);
      await writeRecord(folderOf(jobId), live.record);
      startNext();
      return success(seen(live));
    },
    list: (owner) =>
      [...jobs.values()]
        .filter(({ record }) => record.owner === owner)
        .map(seen)
        .toSorted((one, other) => other.createdAt.localeCompare(one.createdAt)),
    counts: () => ({ running: running(), waiting: queued().length }),
    find: (owner, jobId) => {
      const live = own(owner, jobId);
      return live === null ? null : seen(live);
    },
    folderOf,
    foldersOf: (owner) =>
      [...jobs.values()].filter(({ record }) => record.owner === owner).map(({ record }) => folderOf(record.job.jobId)),
    changed: async (jobId, limitMs, signal) => {
      const live = jobs.get(jobId);
      if (live === undefined) return;
      const timer = new AbortController();
      const either = AbortSignal.any([signal, timer.signal]);
      await Promise.race([live.changed.promise, pause(limitMs, undefined, { signal: either }).catch(() => undefined)]);
      timer.abort();
    },
    stop: (owner, jobId) => {
      const live = own(owner, jobId);
      if (live === null) return null;
      stop(live);
      return seen(live);
    },
    forget: async (owner, jobId) => {
      const live = own(owner, jobId);
      if (live === null) return false;
      await forget(live);
      return true;
    },
    removeOld: async () => {
      const before = now().getTime() - limits.keepDays * DAY_MS;
      for (const live of jobs.values()) {
        const { endedAt } = live.record.job;
        if (live.running === null && endedAt !== null && Date.parse(endedAt) < before) await forget(live);
      }
      // A job that waits or continues after a restart of the worker reads them, however old they are.
      const needed = new Set(
        [...jobs.values()].flatMap(({ record: { owner, job, manifest } }) =>
          hasEnded(job) ? [] : Object.values(manifest.files).map(({ sha256 }) => `${owner}/${sha256}`),
        ),
      );
      await removeFilesBefore(pictures, before);
      await objects.removeUnused(before, (owner, sha256) => needed.has(`${owner}/${sha256}`));
    },
    close: async () => {
      closing = true;
      const ends = [...jobs.values()].flatMap(({ running: own }) => (own === null ? [] : [own]));
      for (const { stopper } of ends) stopper.abort();
      await Promise.all(ends.map(({ done }) => done));
    },
  };
}

/** Waits for the process of a worker that was killed, which ends by itself within seconds. */
async function untilFree(run: string, signal: AbortSignal): Promise<void> {
  const start = performance.now();
  while (!(await runIsFree(run)).ok && performance.now() - start < ORPHAN_MS && !signal.aborted) await pause(200);
}

/** The paths of a job's objects, which must still be there. */
async function pathsOf(objects: Objects, { owner, manifest }: JobRecord): Promise<Record<string, string>> {
  const paths: Record<string, string> = {};
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const path = await objects.find(owner, sha256);
    if (path !== null) paths[name] = path;
  }
  return paths;
}

function timeUp(hours: number): Failure {
  return failed('process-ended', remoteText.jobs.timeLimit(hours)).failure;
}

function unexpectedly(): Failure {
  return failed('unexpected', remoteText.jobs.failedUnexpectedly).failure;
}
