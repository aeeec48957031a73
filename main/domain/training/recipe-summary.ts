// A training recipe in a few words, for a card or a table.

import { z } from 'zod';

export const RecipeSummarySchema = z.object({
  name: z.string(),
  /** The system: 1 weak supervision, 2 landmark priors, 3 attention, 4 multitask. Null for another kind of task. */
  system: z.number().nullable(),
  strategy: z.string().nullable(),
  architecture: z.string(),
  /** How the paper's networks start: from scratch, or from weights trained elsewhere. Null if the recipe does not say. */
  start: z.enum(['scratch', 'weights']).nullable(),
  epochs: z.number(),
  batch: z.number(),
  /** The edge of the pictures in pixels, one per stage. */
  sizes: z.array(z.number()),
  /** Where the radiographs come from, such as `phantom` or `study`. */
  data: z.string(),
  precision: z.string(),
});

export type RecipeSummary = z.infer<typeof RecipeSummarySchema>;
