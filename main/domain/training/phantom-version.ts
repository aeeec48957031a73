// The versions of the phantom. Each stays reproducible: the same seed and version always draw the same subjects and films.

import { z } from 'zod';

/**
 * Version 1: osteophytes laid over the bone, disease independent of age and sex.
 * Version 2: osteophytes of one bone with their host, deformed heads, severity and age as in OAI, and pelves like real close-ups.
 * Version 3: the disease of version 2 in bones with thin plates, dense lines and coarse trabeculae, closer to real close-ups.
 */
export const PhantomVersionSchema = z.literal([1, 2, 3]);

export type PhantomVersion = z.infer<typeof PhantomVersionSchema>;

/** Recipes, cohorts and fixtures that name no version mean the first. */
export const FIRST_VERSION: PhantomVersion = 1;
