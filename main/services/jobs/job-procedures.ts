// The procedures of jobs, running and past.

import type { Job } from '../../domain/study/job.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { inStudy } from '../procedures.ts';
import type { StudySession } from '../study/study-session.ts';
import { servicesText } from '../text.ts';

export function jobProcedures() {
  return {
    list: inStudy.jobs.list.handler(({ context }) => [...allJobs(context.session)]),
    follow: inStudy.jobs.follow.handler(({ input: { jobId }, context: { session }, signal }) => {
      const live = session.board.list().some((job) => job.jobId === jobId);
      return live ? session.board.follow(jobId, signal) : lastProgress(jobOf(session, jobId));
    }),
    problems: inStudy.jobs.problems.handler(({ input: { jobId, ...range }, context: { session } }) => ({
      total: jobOf(session, jobId).progress.problems,
      problems: session.jobs.problems(jobId, range).map(({ file, failure }) => ({ file, failure: { ...failure } })),
    })),
    stop: inStudy.jobs.stop.handler(({ input, context }) => ({ stopped: context.session.board.stop(input.jobId) })),
  };
}

/** The jobs since the study was opened, then those that it remembers from before. */
function allJobs({ board, jobs }: StudySession): readonly Job[] {
  const live = board.list();
  const liveIds = new Set(live.map((job) => job.jobId));
  return [...live, ...jobs.list().filter((job) => !liveIds.has(job.jobId))];
}

function jobOf(session: StudySession, jobId: string): Job {
  const job = allJobs(session).find((one) => one.jobId === jobId);
  if (job === undefined) throw new FailureError(failed('bad-request', servicesText.job.forgotten).failure);
  return job;
}

async function* lastProgress(job: Job) {
  yield job.progress;
}
