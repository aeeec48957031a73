// A job: long work that reports progress, can be stopped, and is remembered by its study.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';

export const JobStateSchema = z.enum(['running', 'done', 'stopped', 'failed']);

/** A step of long work. The last step has a `state` other than `running`. */
export const ProgressSchema = z.object({
  jobId: z.string(),
  state: JobStateSchema,
  /** What the job is doing, in words. */
  stage: z.string(),
  done: z.number(),
  total: z.number(),
  /** How many files had a problem. The problems themselves are fetched in pages. */
  problems: z.number(),
  failure: FailureSchema.nullable(),
});

export const JobSchema = z.object({
  jobId: z.string(),
  /** What it works on, such as the model and the number of hips. Empty if nothing more is to be said. */
  about: z.string().default(''),
  startedAt: z.string(),
  /** Null while it runs, and for a job that an earlier version ended. */
  endedAt: z.string().nullable(),
  kind: z.enum(['demo', 'import', 'predict', 'report', 'training', 'export', 'evaluate', 'experiment']),
  progress: ProgressSchema,
});

export type JobState = z.infer<typeof JobStateSchema>;
export type Progress = z.infer<typeof ProgressSchema>;
export type Job = z.infer<typeof JobSchema>;
