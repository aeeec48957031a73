// What a preview of an import understood: every file with what it will become, the questions left open, and the counts.

import type { FileProblem } from '../domain/failure.ts';
import type { Side } from '../domain/hip.ts';
import type { Immutable } from '../domain/immutable.ts';
import type { Numbering } from '../domain/landmark-table.ts';
import type { Patient } from '../domain/person/mention.ts';
import type { ImportQuestion, PlannedCounts } from '../domain/study/import-plan.ts';
import type { MarkedImage } from '../imaging/landmark-sides.ts';
import type { UnclearNumbers } from './identity/study-people.ts';
import type { CohortSummary } from './cohort-file/read-cohort-file.ts';
import type { ReadLabels } from './labels/apply-mapping.ts';
import type { ClassFolderPicture } from './labels/class-folder.ts';
import type { ReadSplit } from './labels/read-split.ts';
import type { SourceFile } from './sources/source-file.ts';

export interface PlannedFilm {
  readonly file: SourceFile;
  readonly kind: 'dicom' | 'picture';
  readonly points: readonly SourceFile[];
  /** The points fit both numberings. */
  readonly ambiguous: boolean;
  /** From the header or the file name. Null if neither says. */
  readonly subject: string | null;
  readonly visit: string | null;
  readonly patient: Patient;
  /** As the nearest label table names it. Empty if none does. */
  readonly cohort: string;
  readonly classFolder: ClassFolderPicture | null;
  /** The image on which points are placed; `spacing-unknown` without a pixel spacing. Null if the header does not say. */
  readonly ground: MarkedImage | 'spacing-unknown' | null;
}

export interface PlannedTable {
  readonly name: string;
  readonly folder: string;
  readonly sha256: string;
  readonly labels: Pick<ReadLabels, 'mapping' | 'joints'>;
  /** Columns that are not imported, and which of them look like a person's identity. */
  readonly others: { readonly columns: readonly string[]; readonly identifying: readonly string[] };
}

export interface PlannedSplit {
  readonly name: string;
  readonly folder: string;
  readonly sha256: string;
  readonly split: Pick<ReadSplit, 'parts'>;
}

/** A table whose columns nobody has bound yet. */
export interface UnboundTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** The first few, to show what the columns hold. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The columns that look like a person's identity. */
  readonly identifying: readonly string[];
}

export interface PlannedCohort {
  readonly file: SourceFile;
  readonly summary: CohortSummary;
}

export interface PlannedImport {
  readonly films: readonly PlannedFilm[];
  readonly tables: readonly PlannedTable[];
  readonly unbound: readonly UnboundTable[];
  readonly splits: readonly PlannedSplit[];
  readonly cohorts: readonly PlannedCohort[];
  readonly problems: readonly FileProblem[];
  /** The numbers that may be several people. */
  readonly unclear: UnclearNumbers;
  readonly questions: readonly OpenQuestion[];
  readonly counts: PlannedCounts;
}

type QuestionOf<Kind extends ImportQuestion['kind']> = Immutable<Extract<ImportQuestion, { kind: Kind }>>;

/** A question with its pictures as PNG bytes, which the page will fetch by name, and the answer given so far. */
export type OpenQuestion =
  | (Omit<QuestionOf<'mirrored'>, 'pictures'> & {
      /** Both hips of one visit as they lie in the file. */
      readonly pictures: Readonly<Record<Side, Uint8Array>>;
      readonly answer: boolean;
    })
  | (Omit<QuestionOf<'numbering'>, 'picture'> & {
      /** The hip on the radiograph, `size` pixels wide and high. */
      readonly picture: Uint8Array;
      readonly answer: Numbering | null;
    })
  | (QuestionOf<'spacing'> & { readonly answer: number | null })
  | QuestionOf<'label-mapping'>
  | QuestionOf<'other-columns'>
  | QuestionOf<'replaced-labels'>
  | QuestionOf<'people'>;
