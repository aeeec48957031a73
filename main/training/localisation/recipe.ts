// The recipe of a training run for one of the locating networks.

import { z } from 'zod';
import { loopSettings } from '../loop-settings.ts';

const implants = z.number().min(0).max(1);

/** These networks return maps and have no heads, so they cannot learn from pooled features. */
export const locatingRecipeSchema = loopSettings.omit({ headOnly: true }).extend({
  name: z.string().regex(/^[a-z0-9-]+$/),
  task: z
    .enum(['find-hips', 'find-head', 'find-points'])
    .describe('Finds both hips on the whole radiograph, or the head or the points of one hip on its view.'),
  data: z.strictObject({
    kind: z.literal('phantom'),
    seed: z.int(),
    training: z
      .array(
        z.strictObject({
          subjects: z.int().positive(),
          grades: z.enum(['published', 'balanced']),
          implants: implants.describe('Share of subjects with a hip replacement.'),
        }),
      )
      .min(1),
    validation: z
      .strictObject({ seed: z.int(), subjects: z.int().positive(), implants })
      .describe('The data that select the epoch.'),
    films: z
      .strictObject({
        mixture: z
          .strictObject({ phantoms: z.int().positive(), pelves: z.int().positive(), others: z.int().nonnegative() })
          .describe('How many phantoms, pelves and pictures without a hip each epoch shows.'),
        held: z
          .strictObject({ fold: z.int().nonnegative(), of: z.int().min(2) })
          .optional()
          .describe('Leaves out the films of this fold, to measure on them. Without it, all are learned from.'),
      })
      .optional()
      .describe('Real films from the data folder (`--data`), mixed with the phantoms. The last epoch is exported.'),
  }),
});

export type LocatingRecipe = z.infer<typeof locatingRecipeSchema>;
