// How far a picture lies from those that a model learned from. A grade of an unlike picture is shown, with a warning.

import { z } from 'zod';
import type { Joint } from '../joint.ts';
import { warning, type Warning } from './warning.ts';

export const FamiliaritySchema = z.object({
  /** How far the picture's features lie from those of the training pictures, in standard deviations. */
  distance: z.number().nonnegative(),
  /** The distance that 95% of the validation pictures do not exceed. */
  threshold: z.number().positive(),
  /** True if the distance exceeds the threshold. */
  unlike: z.boolean(),
});

export type Familiarity = Readonly<z.infer<typeof FamiliaritySchema>>;

/** Returns the warning of an unlike picture. Empty for a familiar one, and for a model that knows no familiarity. */
export function familiarityWarnings(familiarity: Familiarity | undefined, joint: Joint = 'hip'): readonly Warning[] {
  if (familiarity?.unlike !== true) return [];
  const { distance, threshold } = familiarity;
  return [
    warning(
      'unlike-training',
      `This ${joint} is unlike the pictures this model learned from ` +
        `(distance ${distance.toFixed(2)}, usual up to ${threshold.toFixed(2)}). Do not rely on its ${joint === 'hip' ? 'grades' : 'grade'}.`,
    ),
  ];
}
