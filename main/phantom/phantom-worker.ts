// The thread that runs one phantom job after another for worker-pool.ts.

import { parentPort } from 'node:worker_threads';
import { FailureError } from '../domain/failure.ts';
import { writeCohortImage, writeFailure } from './cohort-image.ts';
import { locatingTruth } from './locating-truth.ts';
import type { JobAnswer, Job } from './phantom-job.ts';
import { hipsOfSubject } from './subject-hips.ts';

parentPort?.on('message', (job: Job) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer(job));
});

function answer(job: Job): JobAnswer {
  try {
    return { ok: true, value: valueOf(job) };
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    const failure = job.kind === 'image' ? writeFailure(error, job.folder.replace(/\.partial$/, '')) : undefined;
    if (failure === undefined) throw error;
    return { ok: false, failure };
  }
}

function valueOf(job: Job): unknown {
  switch (job.kind) {
    case 'hips':
      return hipsOfSubject(job);
    case 'image':
      return writeCohortImage(job);
    case 'locating':
      return locatingTruth(job);
  }
}
