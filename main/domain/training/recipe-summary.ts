// A training recipe in a few words, as a card or a table shows it.

import { z } from 'zod';

export const RecipeSummarySchema = z.object({
  name: z.string(),
  /** Which of the study's systems: 1 weak supervision, 2 landmark priors, 3 attention, 4 multitask; null for another kind of task. */
  system: z.number().nullable(),
  strategy: z.string().nullable(),
  architecture: z.string(),
  epochs: z.number(),
  batch: z.number(),
  /** The edges of the pictures in pixels, stage by stage. */
  sizes: z.array(z.number()),
  /** Where its radiographs come from, such as `phantom` or `study`. */
  data: z.string(),
  precision: z.string(),
});

export type RecipeSummary = z.infer<typeof RecipeSummarySchema>;
