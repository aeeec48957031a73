// Running and past work.

import type { Job } from '../../domain/study/job.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import type { JobBoard } from './job-board.ts';
import { procedures } from '../procedures.ts';
import { keptJobs, type StudySession } from '../study/study-session.ts';

export function jobProcedures(board: JobBoard, session: StudySession) {
  return {
    list: procedures.jobs.list.handler(() => [...everyJob(board, session)]),
    follow: procedures.jobs.follow.handler(({ input, signal }) => {
      const live = board.list().some((job) => job.jobId === input.jobId);
      if (live) return board.follow(input.jobId, signal);
      const past = everyJob(board, session).find((job) => job.jobId === input.jobId);
      if (past === undefined) throw new FailureError(failed('bad-request', 'This job is not known any more.').failure);
      return only(past);
    }),
    stop: procedures.jobs.stop.handler(({ input }) => ({ stopped: board.stop(input.jobId) })),
  };
}

/** What runs, what ended since the program started, and what the open study remembers from before. */
function everyJob(board: JobBoard, session: StudySession): readonly Job[] {
  const live = board.list();
  const study = session.current();
  const known = new Set(live.map((job) => job.jobId));
  return [...live, ...(study === null ? [] : keptJobs(study).filter((job) => !known.has(job.jobId)))];
}

async function* only(job: Job) {
  yield job.progress;
}
