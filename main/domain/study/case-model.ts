// The model of a case: the one that graded the joint or would grade it.

import { z } from 'zod';

export const CaseModelSchema = z.object({
  name: z.string(),
  version: z.string(),
  limits: z.string(),
  /** The trials that its heatmaps failed, in words. Shown with every heatmap. */
  failedTrials: z.array(z.string()).readonly(),
});

export type CaseModel = z.infer<typeof CaseModelSchema>;
