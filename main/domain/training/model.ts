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
  /** Its mean kappa on validation items or, failing that, on test items. Null if its card states neither. */
  validationKappa: z.number().nullable(),
});

/** A model that agrees with the graders less than this is used only after a warning. **(ours)** */
const WEAK_KAPPA = 0.2;

export function isWeak({ validationKappa }: Pick<Model, 'validationKappa'>): boolean {
  return validationKappa !== null && validationKappa < WEAK_KAPPA;
}

export type Model = z.infer<typeof ModelSchema>;
