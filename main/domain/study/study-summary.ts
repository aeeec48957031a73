// A study in a few numbers, for the top bar and the list of studies.

import { z } from 'zod';

export const StudySummarySchema = z.object({
  name: z.string(),
  folder: z.string(),
  radiographs: z.number(),
  hips: z.number(),
  subjects: z.number(),
  graded: z.number(),
  read: z.number(),
  /** True for the synthetic demo. */
  synthetic: z.boolean(),
});

export type StudySummary = z.infer<typeof StudySummarySchema>;
