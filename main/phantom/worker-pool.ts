// Spreads jobs over worker threads and hands the answers back in the jobs' order, so that results never depend on the
// number of threads. A failed job ends the whole run with its failure.

import { Worker } from 'node:worker_threads';
import { FailureError } from '../domain/failure.ts';
import type { Answered } from './phantom-job.ts';

export interface PoolOptions {
  readonly workers: number;
  readonly signal?: AbortSignal;
}

/** Yields one answer for each job, in order. At most two jobs a thread are under way or waiting to be taken. */
export async function* orderedWork<Answer>(jobs: readonly unknown[], options: PoolOptions): AsyncGenerator<Answer> {
  const count = Math.max(1, Math.min(options.workers, jobs.length));
  const idle: Worker[] = [];
  const threads: Worker[] = [];
  const answers = new Map<number, Answered>();
  const taken = new Map<Worker, number>();
  let next = 0;
  let broken: Error | undefined;
  let wake = (): void => {};
  const changed = (): void => wake();
  try {
    for (let t = 0; t < count; t++) {
      const thread = new Worker(new URL('./phantom-worker.ts', import.meta.url));
      threads.push(thread);
      idle.push(thread);
      thread.on('message', (answer: Answered) => {
        answers.set(taken.get(thread) ?? -1, answer);
        idle.push(thread);
        changed();
      });
      thread.on('error', (error: Error) => {
        broken = error;
        changed();
      });
    }
    options.signal?.addEventListener('abort', changed);
    for (let wanted = 0; wanted < jobs.length; wanted++) {
      for (;;) {
        options.signal?.throwIfAborted();
        if (broken !== undefined) throw new Error('A phantom worker ended', { cause: broken });
        while (idle.length > 0 && next < jobs.length && next < wanted + 2 * count) {
          const thread = idle.pop();
          if (thread === undefined) break;
          taken.set(thread, next);
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
          thread.postMessage(jobs[next]);
          next++;
        }
        if (answers.has(wanted)) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const answer = answers.get(wanted);
      answers.delete(wanted);
      if (answer === undefined) continue;
      if (!answer.ok) throw new FailureError(answer.failure);
      yield answer.value as Answer; // phantom-worker.ts answers each kind of job with its own type
    }
  } finally {
    options.signal?.removeEventListener('abort', changed);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
