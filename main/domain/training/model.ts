// An installed model, as the list of models shows it.

import { z } from 'zod';

export const ModelSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  limits: z.string(),
  /** What it grades pictures of. Only models of hips can be chosen for a study. */
  joint: z.enum(['hip', 'knee']),
  chosen: z.boolean(),
});

export type Model = z.infer<typeof ModelSchema>;
