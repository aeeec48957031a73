// What only the user can say about an import, as it is kept in the import's record.

import { z } from 'zod';
import { LabelMappingSchema } from './labels/label-mapping.ts';

export const ImportAnswersSchema = z.object({
  /** Left hips of a cohort file look like right ones already. */
  mirrored: z.boolean().default(true),
  /** Of points that fit both numberings; null leaves their hips out. */
  numbering: z.enum(['original', 'renumbered']).nullable().default(null),
  /** Millimetres per pixel, where a file does not say; null estimates it from the femoral heads where there are landmarks. */
  spacingMm: z.number().positive().nullable().default(null),
  /** What the columns of an unknown label table are. */
  mapping: LabelMappingSchema.nullable().default(null),
});

export type ImportAnswers = z.infer<typeof ImportAnswersSchema>;

export const NO_ANSWERS: ImportAnswers = ImportAnswersSchema.parse({});
