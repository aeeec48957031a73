// The thread that does one phantom job after another for worker-pool.ts.

import { parentPort } from 'node:worker_threads';
import { FailureError } from '../domain/failure.ts';
import { writeCohortImage, writeFailure } from './cohort-image.ts';
import type { ImageJob } from './cohort-image.ts';
import { hipsOfSubject } from './hips.ts';
import type { HipJob } from './hips.ts';
import type { Answered } from './worker-pool.ts';

parentPort?.on('message', (job: HipJob | ImageJob) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answered(job));
});

function answered(job: HipJob | ImageJob): Answered {
  try {
    return { ok: true, value: job.kind === 'hips' ? hipsOfSubject(job) : writeCohortImage(job) };
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    const failure = job.kind === 'image' ? writeFailure(error, job.folder.replace(/\.partial$/, '')) : undefined;
    if (failure === undefined) throw error;
    return { ok: false, failure };
  }
}
