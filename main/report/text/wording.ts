// Every text of a report that is not data. Another language is another object of this type.

import type { Finding, PerFinding } from '../../domain/finding.ts';
import type { Grade, QuadrantLabel } from '../../domain/grade.ts';
import type { GradingKind } from '../../domain/grading.ts';
import type { Side } from '../../domain/hip.ts';
import type { PerQuadrant } from '../../domain/quadrant.ts';
import type { PatientSource, SpacingSource } from '../../domain/film/spacing.ts';
import type { ReportedMeasurement } from '../reported-measurement.ts';

export interface Wording {
  /** BCP 47 tag. Stored in the PDF. */
  readonly language: string;
  readonly product: string;
  readonly notice: string;
  readonly noticeInFull: string;
  readonly hip: Readonly<Record<Side, string>>;
  readonly quadrant: PerQuadrant<string>;
  readonly finding: PerFinding<string>;
  /** A finding's name above a narrow image, in at most two lines. */
  readonly findingInLines: PerFinding<readonly string[]>;
  readonly grade: Readonly<Record<Grade, string>>;
  readonly findingGrade: (finding: Finding, grade: Grade) => string;
  readonly presence: (present: boolean) => string;
  /** The texts that depend on the kind of answers. */
  readonly byKind: Readonly<
    Record<
      GradingKind,
      {
        readonly title: string;
        readonly noticeInFull: string;
        readonly zones: string;
        readonly rows: string;
        readonly answer: string;
        readonly attention: string;
        readonly lowAttention: string;
        readonly howToRead: string;
        readonly inZone: (share: string) => string;
      }
    >
  >;
  readonly measured: {
    /** All that was measured, in one line. `more` counts what it leaves out. */
    readonly line: (values: readonly string[], more: number) => string;
    readonly value: (measurement: ReportedMeasurement) => string;
  };
  readonly facts: {
    readonly subject: string;
    /** The label of a name with letters that the font lacks. */
    readonly asNumbers: (label: string) => string;
    readonly visit: string;
    readonly noVisit: string;
    readonly date: string;
    readonly spacing: string;
    readonly edges: (millimetres: string) => string;
    readonly spacingSource: Readonly<Record<SpacingSource, string>>;
  };
  readonly figures: {
    readonly radiograph: string;
    readonly evidence: string;
    readonly evidenceOfAll: string;
    readonly less: string;
    readonly more: string;
    readonly scale: (millimetres: number) => string;
    /** In which plane the scale measures, and how that is known. Short lines. */
    readonly plane: (source: PatientSource, magnification: number) => readonly string[];
    readonly sideLetter: Readonly<Record<Side, string>>;
    readonly low: string;
    readonly grade: (grade: number) => string;
  };
  readonly table: {
    readonly heading: string;
    readonly probability: (grade: number) => string;
    readonly presenceProbability: string;
    readonly noZone: string;
    /** The column of the model beside a reader's grades. */
    readonly modelAnswer: string;
    /** Marks a model's answer that is not the reader's. */
    readonly differs: string;
    readonly reader: (name: string) => string;
    readonly reading: (label: QuadrantLabel) => string;
    readonly anyOsteophyte: (probability: string) => string;
  };
  readonly model: {
    readonly heading: string;
    readonly trained: string;
    readonly measured: (data: string) => string;
    readonly limits: string;
    readonly reading: string;
    /** Said where a grade on the page is not the most probable one. */
    readonly rarer: string;
    readonly noFigures: string;
  };
  readonly footer: {
    readonly software: (version: string) => string;
    readonly model: (name: string, version: string, sha256: string) => string;
    readonly page: (page: number, pages: number) => string;
  };
  /** Below the table, if letters of a name are printed as numbers. */
  readonly lettersAsNumbers: string;
  readonly day: (date: Date) => string;
  readonly percent: (share: number) => string;
}
