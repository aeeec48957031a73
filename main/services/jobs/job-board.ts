// Long work as jobs. Any number of pages can follow or stop a job, and the study remembers it.

import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Progress } from '../../domain/study/job.ts';
import { failed, FailureError, type Failure } from '../../domain/failure.ts';
import { fileFailure } from '../../files/file-failure.ts';
import type { Environment } from '../environment.ts';
import { servicesText } from '../text.ts';
import type { JobStore } from './job-store.ts';

/** The part of a job that its work uses. */
export interface JobHandle {
  readonly signal: AbortSignal;
  readonly step: (stage: string, done: number, total: number) => void;
  readonly problem: (file: string, failure: Failure) => void;
}

interface JobPlan {
  readonly kind: Job['kind'];
  /** What it works on. Never names of patients or files. */
  readonly about?: string;
  readonly work: (job: JobHandle) => Promise<void>;
  /** Whether work that returns has done everything, even after a stop. If omitted, it returns early when it is stopped. */
  readonly isWhole?: boolean;
}

interface FollowOptions {
  readonly hold: (until: Promise<unknown>) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface JobBoard {
  /** Starts the work and returns the job's id at once. */
  readonly start: (plan: JobPlan) => string;
  /** Starts the work, holds its key until the job has ended, and yields its progress. */
  readonly startAndFollow: (plan: JobPlan, options: FollowOptions) => AsyncGenerator<Progress, void, void>;
  /** Yields the job's progress from now to its end. Yields nothing if this process did not run the job. */
  readonly follow: (jobId: string, signal?: AbortSignal) => AsyncGenerator<Progress, void, void>;
  /** Runs the work as a job, and returns its result when the job has ended. Throws the job's failure as a `FailureError`. */
  readonly finish: <T>(kind: Job['kind'], work: (job: JobHandle) => Promise<T>) => Promise<T>;
  /** Waits for the job to end and returns its last progress. */
  readonly ended: (jobId: string) => Promise<Progress>;
  readonly list: () => readonly Job[];
  readonly stop: (jobId: string) => boolean;
  readonly busy: () => boolean;
  /** Stops every job and waits until all have ended. Jobs that start later are stopped at once. */
  readonly stopAll: () => Promise<void>;
}

interface LiveJob extends Pick<Job, 'jobId' | 'kind' | 'about' | 'startedAt'> {
  endedAt: string | null;
  readonly stopper: AbortController;
  progress: Progress;
  /** Resolved and replaced at each change, which wakes the followers. */
  changed: PromiseWithResolvers<void>;
  ended: Promise<void>;
}

/** A follower hears of progress at most this often, so that a fast batch does not flood the page. */
const SHORTEST_PAUSE_MS = 50;
const KEEP_EVERY_MS = 1000;
/** The number of jobs kept in memory. The study remembers more. */
const REMEMBERED = 50;

/** The jobs of one study. The store hears of a job when it starts, at most once a second while it runs, and when it ends. */
export function openJobBoard(environment: Environment, store: Pick<JobStore, 'keep' | 'addProblem'>): JobBoard {
  const jobs = new Map<string, LiveJob>();
  let shutDown = false;

  const update = (job: LiveJob, change: Partial<Progress>): void => {
    job.progress = { ...job.progress, ...change };
    const { resolve } = job.changed;
    job.changed = Promise.withResolvers();
    resolve();
  };

  const start = (plan: JobPlan): string => {
    const jobId = environment.newId();
    const startedAt = environment.now().toISOString();
    const progress: Progress = {
      jobId,
      state: 'running',
      stage: servicesText.job.starting,
      done: 0,
      total: 0,
      problems: 0,
      failure: null,
    };
    const job: LiveJob = {
      jobId,
      kind: plan.kind,
      about: plan.about ?? '',
      startedAt,
      endedAt: null,
      stopper: new AbortController(),
      progress,
      changed: Promise.withResolvers(),
      ended: Promise.resolve(),
    };
    jobs.set(jobId, job);
    if (shutDown) job.stopper.abort();
    forgetOldest(jobs);
    let keptAt = environment.now().getTime();
    const keep = (): void => {
      keptAt = environment.now().getTime();
      store.keep(jobOf(job));
    };
    const report = (change: Partial<Progress>): void => {
      update(job, change);
      if (environment.now().getTime() - keptAt >= KEEP_EVERY_MS) keep();
    };
    const handle: JobHandle = {
      signal: job.stopper.signal,
      step: (stage, done, total) => report({ stage, done, total }),
      problem: (file, failure) => {
        const problems = job.progress.problems + 1;
        store.addProblem(jobId, problems, { file, failure });
        report({ problems });
      },
    };
    const run = async (): Promise<void> => {
      environment.errors.note(`job ${plan.kind} started`);
      keep();
      await plan.work(handle);
    };
    /** In one step, because a study may be closed as soon as none of its jobs is running. */
    const end = (change: Partial<Progress>): void => {
      job.endedAt = environment.now().toISOString();
      update(job, change);
      keep();
    };
    job.ended = run()
      .then(
        () => end(job.stopper.signal.aborted && plan.isWhole !== true ? stopped() : { state: 'done' }),
        (error: unknown) => end(endOf(error, job.stopper.signal, environment)),
      )
      .then(() => environment.errors.note(`job ${plan.kind} ended: ${endWords(job.progress)}`))
      .catch((error: unknown) => environment.errors.report(error, 'job'));
    return jobId;
  };

  const ended = async (jobId: string): Promise<Progress> => {
    const job = jobs.get(jobId);
    if (job === undefined) throw new Error(`Job ${jobId} was never started here, or is no longer in memory.`);
    await job.ended;
    return job.progress;
  };

  return {
    start,
    startAndFollow: (plan, { hold, signal }) => {
      const jobId = start(plan);
      hold(ended(jobId));
      return followJob(jobs.get(jobId), signal);
    },
    follow: (jobId, signal) => followJob(jobs.get(jobId), signal),
    finish: async <T>(kind: Job['kind'], work: (job: JobHandle) => Promise<T>): Promise<T> => {
      const result = Promise.withResolvers<T>();
      const { failure } = await ended(start({ kind, isWhole: true, work: async (job) => result.resolve(await work(job)) }));
      if (failure !== null) throw new FailureError(failure);
      return result.promise;
    },
    ended,
    list: () => [...jobs.values()].map(jobOf).toReversed(),
    stop: (jobId) => {
      const job = jobs.get(jobId);
      if (job?.progress.state !== 'running') return false;
      job.stopper.abort();
      return true;
    },
    busy: () => [...jobs.values()].some((job) => job.progress.state === 'running'),
    stopAll: async () => {
      shutDown = true;
      for (const job of jobs.values()) job.stopper.abort();
      await Promise.all([...jobs.values()].map((job) => job.ended));
    },
  };
}

function jobOf({ jobId, kind, about, startedAt, endedAt, progress }: LiveJob): Job {
  return { jobId, kind, about, startedAt, endedAt, progress };
}

async function* followJob(job: LiveJob | undefined, signal?: AbortSignal): AsyncGenerator<Progress, void, void> {
  if (job === undefined) return;
  const followerLeft = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  for (;;) {
    const { changed, progress } = job;
    yield progress;
    if (progress.state !== 'running') return;
    await Promise.race([changed.promise, followerLeft]);
    if (signal?.aborted === true) return;
    await pause(SHORTEST_PAUSE_MS);
  }
}

function endOf(error: unknown, signal: AbortSignal, environment: Environment): Partial<Progress> {
  if (signal.aborted) return stopped();
  if (error instanceof FailureError) {
    return error.failure.code === 'stopped' ? stopped() : { state: 'failed', failure: error.failure };
  }
  const failure = fileFailure(error, servicesText.job.study);
  if (failure !== null) return { state: 'failed', failure };
  environment.errors.report(error, 'job');
  return { state: 'failed', failure: failed('unexpected', servicesText.job.unexpected).failure };
}

/** The log holds the code of a failure, because its message may name a file. */
function endWords({ state, failure, problems }: Progress): string {
  const code = state === 'failed' && failure !== null ? ` (${failure.code})` : '';
  return `${state}${code}, ${problems} problems`;
}

function stopped(): Partial<Progress> {
  return { state: 'stopped', failure: failed('stopped', servicesText.job.stopped).failure };
}

function forgetOldest(jobs: Map<string, LiveJob>): void {
  const ended = [...jobs].filter(([, job]) => job.progress.state !== 'running').map(([jobId]) => jobId);
  for (const jobId of ended.slice(0, Math.max(0, jobs.size - REMEMBERED))) jobs.delete(jobId);
}
