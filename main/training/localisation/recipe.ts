// A training run of one of the two locating networks, written down.

import { z } from 'zod';
import { loopSettings } from '../loop-settings.ts';

const implants = z.number().min(0).max(1);

/** These networks answer in maps and have no heads, so nothing of them can be learned on pooled features. */
export const locatingRecipeSchema = loopSettings.omit({ headOnly: true }).extend({
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** Both hips on the whole radiograph, or the points of one hip in its surroundings. */
  task: z.enum(['find-hips', 'find-points']),
  data: z.strictObject({
    kind: z.literal('phantom'),
    seed: z.int(),
    training: z
      .array(
        z.strictObject({
          subjects: z.int().positive(),
          grades: z.enum(['published', 'balanced']),
          /** The share of subjects with a hip replacement. */
          implants,
        }),
      )
      .min(1),
    /** Chooses the epoch. */
    validation: z.strictObject({ seed: z.int(), subjects: z.int().positive(), implants }),
  }),
});

export type LocatingRecipe = z.infer<typeof locatingRecipeSchema>;
