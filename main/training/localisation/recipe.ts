// A training run of one of the two locating networks, written down.

import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { loopSettings } from '../loop-settings.ts';

const implants = z.number().min(0).max(1);

const locatingRecipeSchema = loopSettings.extend({
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

/** True for the content of a recipe of this kind, sound or not. */
export function isLocatingRecipe(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'task' in content;
}

/** The recipe, or `recipe-malformed` naming the place that does not fit. */
export function parseLocatingRecipe(content: unknown): Result<LocatingRecipe> {
  const parsed = locatingRecipeSchema.safeParse(content);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  const place = issue.path.length > 0 ? issue.path.join('.') : 'its top level';
  return failed('recipe-malformed', `The recipe does not fit at ${place}: ${issue.message}. Correct that entry and try again.`);
}
