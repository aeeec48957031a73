// What only the user can say about an import, as stored in the import's record.

import type { Numbering } from '../domain/landmark-table.ts';
import type { PeopleAnswers } from './identity/find-person.ts';
import type { LabelMapping } from './labels/label-mapping.ts';

export interface ImportAnswers extends PeopleAnswers {
  /** Whether the left hips of a cohort file already look like right ones. */
  readonly mirrored: boolean;
  /** The numbering of points that fit both. Null leaves their hips out. */
  readonly numbering: Numbering | null;
  /** Millimetres per pixel for files without a spacing. Null estimates it from the femoral heads, given landmarks. */
  readonly spacingMm: number | null;
  /** Whether `spacingMm` also replaces the spacing that a file states. */
  readonly correctsSpacing: boolean;
  /** The mapping of a label table of an unknown kind. */
  readonly mapping: LabelMapping | null;
  /** Other columns of label tables that the user picked to keep. */
  readonly keep: readonly string[];
  /** Why labels of the study are replaced. Null keeps the labels that the study has. */
  readonly replaceReason: string | null;
}

export const NO_ANSWERS: ImportAnswers = {
  mirrored: true,
  numbering: null,
  spacingMm: null,
  correctsSpacing: false,
  mapping: null,
  keep: [],
  replaceReason: null,
  sameNumber: null,
  cohort: null,
};
