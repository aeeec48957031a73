// Jobs, started on this page or found running. Every view sees them through the same list.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Job, Progress } from '../../main/domain/study/job.ts';
import { useWorkstation } from './workstation.tsx';

const RUNNING_POLL_MS = 1000;
const IDLE_POLL_MS = 15_000;

/** Fetches all jobs, newest first. Polls every second while one runs or is `expected` to. */
export function useJobs(expected = false): readonly Job[] {
  return useJobList(expected).jobs;
}

/** The same, with whether the list has arrived. */
export function useJobList(expected = false): { readonly jobs: readonly Job[]; readonly known: boolean } {
  const { studyId, queries } = useWorkstation();
  const jobs = useQuery({
    ...queries.jobs.list.queryOptions({
      refetchInterval: (query) => (expected || query.state.data?.some(isRunning) === true ? RUNNING_POLL_MS : IDLE_POLL_MS),
    }),
    enabled: studyId !== null,
  });
  return { jobs: jobs.data ?? [], known: jobs.data !== undefined };
}

export function isRunning(job: Job): boolean {
  return job.progress.state === 'running';
}

/** Returns a function that fetches everything of the study again. */
export function useRefreshStudy(): () => Promise<void> {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  return useCallback(async () => {
    await Promise.all([
      cache.invalidateQueries({ queryKey: queries.study.key() }),
      cache.invalidateQueries({ queryKey: queries.hips.key() }),
      cache.invalidateQueries({ queryKey: queries.report.key() }),
      cache.invalidateQueries({ queryKey: queries.training.key() }),
    ]);
  }, [cache, queries]);
}

/** Returns a function that follows a progress stream to its end and keeps the list of jobs up to date. It resolves with the last step. */
export function useFollowJob(): (
  kind: Job['kind'],
  steps: Promise<AsyncIterable<Progress>>,
  onStep?: (step: Progress) => void,
) => Promise<Progress | null> {
  const { client, queries } = useWorkstation();
  const cache = useQueryClient();
  const refresh = useRefreshStudy();
  return useCallback(
    async (kind, steps, onStep) => {
      const reopen = (jobId: string) => client.jobs.follow({ jobId });
      const last = await lastOf(await steps, reopen, (step) => {
        onStep?.(step);
        cache.setQueryData(queries.jobs.list.queryKey(), (jobs: readonly Job[] | undefined) => withStep(jobs ?? [], kind, step));
      });
      await refresh();
      return last;
    },
    [cache, client, queries, refresh],
  );
}

/** How many times a stream may break before the failure is reported. */
const ATTEMPTS = 3;

/** Returns the last step. The job outlives the connection, so a broken stream is reopened. */
export async function lastOf(
  steps: AsyncIterable<Progress>,
  reopen: (jobId: string) => Promise<AsyncIterable<Progress>>,
  onStep: (step: Progress) => void,
): Promise<Progress | null> {
  let last: Progress | null = null;
  const take = (step: Progress): void => {
    last = step;
    onStep(step);
  };
  let stream = steps;
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const step of stream) take(step);
      return last;
    } catch (error) {
      const jobId = jobOf(last);
      if (jobId === null || attempt === ATTEMPTS) throw error;
      stream = await reopen(jobId);
    }
  }
}

function jobOf(step: Progress | null): string | null {
  return step?.jobId ?? null;
}

/** Returns the list with the job's newest step. A new job comes first. */
export function withStep(jobs: readonly Job[], kind: Job['kind'], step: Progress): Job[] {
  const { jobId } = step;
  const known = jobs.find((other) => other.jobId === jobId);
  const now = new Date().toISOString();
  const endedAt = step.state === 'running' ? null : (known?.endedAt ?? now);
  const job: Job = { jobId, kind, about: known?.about ?? '', startedAt: known?.startedAt ?? now, endedAt, progress: step };
  return known !== undefined ? jobs.map((other) => (other.jobId === step.jobId ? job : other)) : [job, ...jobs];
}
