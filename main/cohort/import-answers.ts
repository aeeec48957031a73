// What only the user can say about an import, as it is kept in the import's record.

import type { Numbering } from '../domain/landmark-table.ts';
import type { LabelMapping } from './labels/label-mapping.ts';

export interface ImportAnswers {
  /** Left hips of a cohort file look like right ones already. */
  readonly mirrored: boolean;
  /** Of points that fit both numberings; null leaves their hips out. */
  readonly numbering: Numbering | null;
  /** Millimetres per pixel, where a file does not say; null estimates it from the femoral heads where there are landmarks. */
  readonly spacingMm: number | null;
  /** What the columns of an unknown label table are. */
  readonly mapping: LabelMapping | null;
}

export const NO_ANSWERS: ImportAnswers = { mirrored: true, numbering: null, spacingMm: null, mapping: null };
