// What makes a grade doubtful although it could be made. Warnings travel with a film or a hip to every place that shows its grade.

import { z } from 'zod';

export const WARNING_CODES = [
  'film-turned',
  'side-contradicted',
  'side-unconfirmed',
  'points-doubtful',
  'spacing-doubtful',
  'spacing-corrected',
  'head-size-implausible',
  'too-coarse',
  'values-doubtful',
  'blurred',
  'clipped',
  'cut-off',
  'metal-near',
  'unusual-view',
  'unlike-training',
  'evidence-failed',
] as const;

export type WarningCode = (typeof WARNING_CODES)[number];

const WarningSchema = z.object({
  code: z.enum(WARNING_CODES),
  /** One or two plain sentences for a clinician. Never holds a name. */
  message: z.string(),
});

export type Warning = Readonly<z.infer<typeof WarningSchema>>;

export const WarningsSchema = z.array(WarningSchema);

export function warning(code: WarningCode, message: string): Warning {
  return { code, message };
}
