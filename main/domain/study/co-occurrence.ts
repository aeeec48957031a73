// Which grades occur together in the quadrants of a set of hips.

import { z } from 'zod';

export const CoOccurrenceSchema = z.object({
  hips: z.number(),
  /** How many hips have grade g in quadrant a and grade h in quadrant b. // [a 4, b 4, g 4, h 4] */
  reading: z.array(z.number()).length(256),
  label: z.array(z.number()).length(256),
  model: z.array(z.number()).length(256),
  /** How many hips were read as grade g and have model grade h in quadrant a. // [a 4, g 4, h 4] */
  readingAgreement: z.array(z.number()).length(64),
  /** The same for imported labels. */
  labelAgreement: z.array(z.number()).length(64),
});

export type CoOccurrence = z.infer<typeof CoOccurrenceSchema>;
