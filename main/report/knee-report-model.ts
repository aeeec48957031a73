// The content of a report on knees as plain data. PDF, JSON, CSV and DICOM SR show the same.

import type { Familiarity } from '../domain/film/familiarity.ts';
import type { Warning } from '../domain/film/warning.ts';
import type { Hip } from '../domain/hip.ts';
import type { KlGrade, KneeLabel } from '../domain/study/knee-case.ts';
import { evidenceWarnings } from '../domain/training/evidence-trials.ts';
import type { ReportContext } from './report-model.ts';

export interface ReportKnee {
  readonly hip: Hip;
  readonly grade: KlGrade;
  /** One per grade. // [5] */
  readonly probabilities: readonly number[];
  readonly expected: number;
  readonly reading: KneeLabel;
  /** What an imported table or class folder says. */
  readonly label: KlGrade | null;
  readonly familiarity: Familiarity | undefined;
  readonly warnings: readonly Warning[];
  readonly figure: {
    readonly size: { readonly height: number; readonly width: number };
    readonly grey: Uint8Array; // [height, width]
    /** 0 to 255. // [height, width] */
    readonly evidence: Uint8Array;
  };
}

export interface KneeReportModel extends ReportContext {
  readonly knees: readonly ReportKnee[];
}

/** Adds the failed trials of the model's heatmaps to the warnings of each knee. */
export function kneeReportModel(knees: readonly ReportKnee[], context: ReportContext): KneeReportModel {
  const ofMaps = evidenceWarnings(context.model.evidence);
  return { ...context, knees: knees.map((knee) => ({ ...knee, warnings: [...knee.warnings, ...ofMaps] })) };
}

/** The reader's grade if there is one, otherwise the model's. */
export function finalGrade({ reading, grade }: Pick<ReportKnee, 'reading' | 'grade'>): KlGrade | null {
  if (reading.kind === 'graded') return reading.grade;
  return reading.kind === 'missing' ? grade : null;
}
