// Long work: started here or found running, seen by everyone through the one list of jobs.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { Job, Progress } from '../../main/domain/study/job.ts';
import { useWorkstation } from './workstation.tsx';

const WHILE_RUNNING_MS = 1000;
const AT_REST_MS = 15_000;

/** All jobs that the workstation remembers, newest first; asked again each second while one runs or is `expected` to. */
export function useJobs(expected = false): readonly Job[] {
  const { queries } = useWorkstation();
  const jobs = useQuery(
    queries.jobs.list.queryOptions({
      refetchInterval: (query) => (expected || query.state.data?.some(isRunning) === true ? WHILE_RUNNING_MS : AT_REST_MS),
    }),
  );
  return jobs.data ?? [];
}

export function isRunning(job: Job): boolean {
  return job.progress.state === 'running';
}

/** Refreshes what jobs change whenever one of them ends, wherever it was started. */
export function useRefreshAfterJobs(jobs: readonly Job[]): void {
  const refresh = useRefreshStudy();
  const running = jobs.filter(isRunning).map((job) => job.jobId);
  const before = useRef<readonly string[]>([]);
  const key = running.join('|');
  useEffect(() => {
    const now = key === '' ? [] : key.split('|');
    const ended = before.current.some((jobId) => !now.includes(jobId));
    before.current = now;
    if (ended) void refresh();
  }, [key, refresh]);
}

/** Asks anew for everything that belongs to the study. */
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

/** Follows a stream of progress to its end, keeping the list of jobs up to date; resolves with the last step. */
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
      const again = (jobId: string) => client.jobs.follow({ jobId });
      const last = await lastOf(await steps, again, (step) => {
        onStep?.(step);
        cache.setQueryData(queries.jobs.list.queryKey(), (jobs: readonly Job[] | undefined) => withStep(jobs ?? [], kind, step));
      });
      await refresh();
      return last;
    },
    [cache, client, queries, refresh],
  );
}

/** How often a broken stream is taken up again before the reader is told. */
const ATTEMPTS = 3;

/** The last step. The work outlives the connection: where the stream breaks, it is followed `again`. */
export async function lastOf(
  steps: AsyncIterable<Progress>,
  again: (jobId: string) => Promise<AsyncIterable<Progress>>,
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
      stream = await again(jobId);
    }
  }
}

function jobOf(step: Progress | null): string | null {
  return step?.jobId ?? null;
}

/** The list with the job's newest step; a job not seen before comes first. */
export function withStep(jobs: readonly Job[], kind: Job['kind'], step: Progress): Job[] {
  const job: Job = { jobId: step.jobId, kind, progress: step };
  const known = jobs.some((other) => other.jobId === step.jobId);
  return known ? jobs.map((other) => (other.jobId === step.jobId ? job : other)) : [job, ...jobs];
}
