// Runs phantom jobs in threads and yields the answers in the order of the jobs, so that results never depend on the number of threads.

import type { z } from 'zod';
import { failed, valueOrThrow } from '../domain/failure.ts';
import { inOrder } from '../processes/in-order.ts';
import { siblingProgram } from '../processes/program.ts';
import { openThreads, type ThreadFailures } from '../processes/threads.ts';
import type { PhantomJob } from './phantom-job.ts';
import { phantomText } from './text.ts';

export interface RunOptions<Answer> {
  /** The schema of one job's answer. */
  readonly answer: z.ZodType<Answer>;
  /** The number of threads. */
  readonly workers: number;
  readonly signal?: AbortSignal;
}

/**
 * Yields one answer for each job. At most two jobs per thread are running or waiting for the caller. The first failed job ends the run:
 * its failure is thrown as a `FailureError`. The signal ends the threads.
 */
export async function* answersInOrder<Answer>(
  jobs: readonly PhantomJob[],
  { answer, workers, signal = new AbortController().signal }: RunOptions<Answer>,
): AsyncGenerator<Answer> {
  const threads = Math.max(1, Math.min(workers, jobs.length));
  const program = siblingProgram('phantom-worker', import.meta.url);
  const pool = openThreads<PhantomJob>({ program, failures: FAILURES, threads, ...LIMITS });
  const end = (): void => void pool.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    const run = inOrder(jobs, { ahead: 2 * threads, signal }, async (job) => pool.run(job, { value: answer }));
    for await (const { value } of run) {
      signal.throwIfAborted();
      yield valueOrThrow(value);
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', end);
    await pool.close();
  }
}

/** Our own code draws the phantoms, so these limits only end what hangs. A subject with many visits may take minutes on a slow computer. */
const LIMITS = { timeLimitMs: 30 * 60_000, heapMegabytes: 4096 };

const FAILURES: ThreadFailures = {
  tooSlow: (timeLimitMs) => failed('process-ended', phantomText.drawing.tooSlow(Math.round(timeLimitMs / 60_000))).failure,
  outOfMemory: () => failed('out-of-memory', phantomText.drawing.outOfMemory).failure,
  crashed: (reason) => failed('process-ended', phantomText.drawing.crashed(reason)).failure,
  closed: () => failed('stopped', phantomText.drawing.stopped).failure,
};
