// The procedures of jobs, running and past.

import type { Job } from '../../domain/study/job.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import type { JobBoard } from './job-board.ts';
import { procedures } from '../procedures.ts';
import { storedJobs, type StudySession } from '../study/study-session.ts';
import { servicesText } from '../text.ts';

export function jobProcedures(board: JobBoard, session: StudySession) {
  return {
    list: procedures.jobs.list.handler(() => [...allJobs(board, session)]),
    follow: procedures.jobs.follow.handler(({ input, signal }) => {
      const live = board.list().some((job) => job.jobId === input.jobId);
      if (live) return board.follow(input.jobId, signal);
      const past = allJobs(board, session).find((job) => job.jobId === input.jobId);
      if (past === undefined) throw new FailureError(failed('bad-request', servicesText.job.forgotten).failure);
      return lastProgress(past);
    }),
    stop: procedures.jobs.stop.handler(({ input }) => ({ stopped: board.stop(input.jobId) })),
  };
}

/** The jobs since the program started, then those that the open study remembers from before. */
function allJobs(board: JobBoard, session: StudySession): readonly Job[] {
  const live = board.list();
  const study = session.current();
  const liveIds = new Set(live.map((job) => job.jobId));
  return [...live, ...(study === null ? [] : storedJobs(study).filter((job) => !liveIds.has(job.jobId)))];
}

async function* lastProgress(job: Job) {
  yield job.progress;
}
