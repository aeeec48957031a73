// Spreads jobs over worker threads and yields the answers in the order of the jobs, so that results never depend on the
// number of threads. The first failed job ends the run with its failure.

import { Worker } from 'node:worker_threads';
import { FailureError } from '../domain/failure.ts';
import type { JobAnswer } from './phantom-job.ts';

export interface PoolOptions {
  readonly workers: number;
  readonly signal?: AbortSignal;
}

/** Yields one answer per job, in order. At most two jobs per thread are running or waiting for the caller. */
export async function* answersInOrder<Answer>(jobs: readonly unknown[], options: PoolOptions): AsyncGenerator<Answer> {
  const count = Math.max(1, Math.min(options.workers, jobs.length));
  const idle: Worker[] = [];
  const threads: Worker[] = [];
  const answers = new Map<number, JobAnswer>();
  const jobOf = new Map<Worker, number>();
  let next = 0;
  let crash: Error | undefined;
  let wake = (): void => {};
  const changed = (): void => wake();
  try {
    for (let t = 0; t < count; t++) {
      const thread = new Worker(new URL('./phantom-worker.ts', import.meta.url));
      threads.push(thread);
      idle.push(thread);
      thread.on('message', (answer: JobAnswer) => {
        answers.set(jobOf.get(thread) ?? -1, answer);
        idle.push(thread);
        changed();
      });
      thread.on('error', (error: Error) => {
        crash = error;
        changed();
      });
    }
    options.signal?.addEventListener('abort', changed);
    for (let current = 0; current < jobs.length; current++) {
      for (;;) {
        options.signal?.throwIfAborted();
        if (crash !== undefined) throw new Error('A phantom thread ended unexpectedly', { cause: crash });
        while (idle.length > 0 && next < jobs.length && next < current + 2 * count) {
          const thread = idle.pop();
          if (thread === undefined) break;
          jobOf.set(thread, next);
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
          thread.postMessage(jobs[next]);
          next++;
        }
        if (answers.has(current)) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const answer = answers.get(current);
      answers.delete(current);
      if (answer === undefined) continue;
      if (!answer.ok) throw new FailureError(answer.failure);
      yield answer.value as Answer; // phantom-worker.ts returns the type that belongs to the job
    }
  } finally {
    options.signal?.removeEventListener('abort', changed);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
