// A job: long work that reports progress, can be stopped and is remembered by its study.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';

/** A step of long work. The last step has `state` other than `running`. */
export const ProgressSchema = z.object({
  jobId: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  /** What is being done, in words. */
  stage: z.string(),
  done: z.number(),
  total: z.number(),
  problems: z.array(z.object({ file: z.string(), failure: FailureSchema })),
  failure: FailureSchema.nullable(),
});

export const JobSchema = z.object({
  jobId: z.string(),
  kind: z.enum(['demo', 'import', 'predict', 'report', 'training']),
  progress: ProgressSchema,
});

export type Progress = z.infer<typeof ProgressSchema>;
export type Job = z.infer<typeof JobSchema>;
