// An installed model, for the list of models.

import { z } from 'zod';
import { JointSchema } from '../joint.ts';

export const ModelSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  limits: z.string(),
  /** The joint that it grades. Only hip models can be chosen for a study. */
  joint: JointSchema,
});

export type Model = z.infer<typeof ModelSchema>;
