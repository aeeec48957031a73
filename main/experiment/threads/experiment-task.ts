// What a thread is asked about an experiment: how far its runs are, its report, or to write the report's files.

import { z } from 'zod';

const places = {
  /** The file of the specification. */
  spec: z.string(),
  /** Holds the runs. */
  folder: z.string(),
  study: z.string().optional(),
  data: z.string().optional(),
};

export const ExperimentTaskSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), ...places }),
  z.object({ kind: z.literal('report'), ...places }),
  z.object({ kind: z.literal('write'), ...places, out: z.string(), createdAt: z.date() }),
]);

export type ExperimentTask = z.infer<typeof ExperimentTaskSchema>;
