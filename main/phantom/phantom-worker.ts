// The thread that runs phantom jobs for answers-in-order.ts.

import { FailureError, success, type Result } from '../domain/failure.ts';
import { answerTasks } from '../processes/threads.ts';
import { writeCohortImage, writeFailure, type ImageRecord } from './cohort-image.ts';
import { locatingTruth, type LocatingTruth } from './locating-truth.ts';
import { PhantomJobSchema, type PhantomJob } from './phantom-job.ts';
import { hipsOfSubject, type PhantomHip } from './subject-hips.ts';

type Answer = readonly PhantomHip[] | ImageRecord | LocatingTruth;

answerTasks(PhantomJobSchema, resultOf);

function resultOf(job: PhantomJob): Result<Answer> {
  try {
    return success(answerOf(job));
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    const failure = job.kind === 'image' ? writeFailure(error, job.folder.replace(/\.partial$/, '')) : undefined;
    if (failure === undefined) throw error;
    return { ok: false, failure };
  }
}

function answerOf(job: PhantomJob): Answer {
  switch (job.kind) {
    case 'hips':
      return hipsOfSubject(job);
    case 'image':
      return writeCohortImage(job);
    case 'locating':
      return locatingTruth(job);
  }
}
