// Queries on the jobs table: the last known progress of each job.

import { z } from 'zod';
import { JobStateSchema, type JobState } from '../domain/study/job.ts';
import type { StudyDatabase } from './study-database.ts';

export interface JobRecord {
  readonly jobId: string;
  /** A `Job` kind, or one of another version. */
  readonly kind: string;
  readonly state: JobState;
  /** `Progress` as JSON. */
  readonly progress: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly about: string;
}

const Row = z.object({
  job_id: z.string(),
  kind: z.string(),
  state: JobStateSchema,
  progress: z.string(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  about: z.string(),
});

export function putJob(database: StudyDatabase, job: JobRecord): void {
  database
    .prepare(
      'INSERT OR REPLACE INTO jobs (job_id, kind, state, progress, started_at, ended_at, about) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(job.jobId, job.kind, job.state, job.progress, job.startedAt, job.endedAt, job.about);
}

/** Newest first, at most `limit`. */
export function listJobs(database: StudyDatabase, limit = 50): readonly JobRecord[] {
  const rows = database.prepare('SELECT * FROM jobs ORDER BY started_at DESC, job_id LIMIT ?').all(limit);
  return rows.map((raw) => {
    const row = Row.parse(raw);
    const { kind, state, progress, about } = row;
    return { jobId: row.job_id, kind, state, progress, startedAt: row.started_at, endedAt: row.ended_at, about };
  });
}
