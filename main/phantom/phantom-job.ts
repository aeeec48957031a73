// The jobs that answers-in-order.ts sends to its threads.

import { z } from 'zod';
import { ImageJobSchema } from './cohort-image.ts';
import { LocatingJobSchema } from './locating-truth.ts';
import { HipJobSchema } from './subject-hips.ts';

export const PhantomJobSchema = z.discriminatedUnion('kind', [HipJobSchema, ImageJobSchema, LocatingJobSchema]);

export type PhantomJob = z.infer<typeof PhantomJobSchema>;
