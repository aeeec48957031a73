// What a study remembers of its jobs. Sentences may name files, so they are stored beside the keys and not in the study itself.

import type { Study } from '../../cohort/study-folder.ts';
import { listJobs, putJob, type JobRecord } from '../../database/jobs.ts';
import { failed, type FileProblem } from '../../domain/failure.ts';
import { jsonOrNull } from '../../domain/json.ts';
import { JobSchema, type Job } from '../../domain/study/job.ts';
import { servicesText } from '../text.ts';

export interface JobStore {
  /** Stores the last progress of a job. */
  readonly keep: (job: Job) => void;
  /** Stores a job's problem. The first has the number 1. */
  readonly addProblem: (jobId: string, number: number, problem: FileProblem) => void;
  /** The remembered jobs, newest first. */
  readonly list: () => readonly Job[];
  readonly problems: (jobId: string, range: { readonly offset: number; readonly limit: number }) => readonly FileProblem[];
}

/** A study that can only be read remembers no new jobs. */
export function openJobStore({ database, identities, readOnly }: Pick<Study, 'database' | 'identities' | 'readOnly'>): JobStore {
  const writable = (): boolean => database.open && !readOnly;
  const keep = ({ jobId, kind, progress, ...times }: Job): void => {
    if (!writable()) return;
    const failure = progress.failure === null ? null : failed(progress.failure.code, servicesText.job.messageWithheld).failure;
    putJob(database, { jobId, kind, state: progress.state, progress: JSON.stringify({ ...progress, failure }), ...times });
    if (progress.failure !== null) identities.putJobEnd(jobId, progress.failure.message);
  };
  const jobOf = (record: JobRecord): readonly Job[] => {
    const job = JobSchema.safeParse({ ...record, progress: jsonOrNull(record.progress) });
    if (!job.success) return [];
    const { progress } = job.data;
    if (progress.failure === null) return [job.data];
    const message = identities.jobEnd(record.jobId) ?? progress.failure.message;
    return [{ ...job.data, progress: { ...progress, failure: { ...progress.failure, message } } }];
  };
  /** Marks jobs that were running when the program ended as stopped. */
  const endInterrupted = (): void => {
    for (const record of listJobs(database).filter(({ state }) => state === 'running')) {
      for (const job of jobOf(record)) {
        const { failure } = failed('stopped', servicesText.job.interrupted);
        keep({ ...job, progress: { ...job.progress, state: 'stopped', failure } });
      }
    }
  };
  if (writable()) endInterrupted();
  return {
    keep,
    addProblem: (jobId, number, problem) => {
      if (writable()) identities.addProblem(jobId, number, problem);
    },
    list: () => listJobs(database).flatMap(jobOf),
    problems: (jobId, range) => identities.problems(jobId, range),
  };
}
