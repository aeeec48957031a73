// Writes the grades of knees as a table and as JSON: one row for each image, and the images that could not be graded.

import { stringify } from 'csv-stringify/sync';
import type { Familiarity } from '../domain/film/familiarity.ts';
import type { Warning } from '../domain/film/warning.ts';
import { evidenceWarnings, type EvidenceTrials } from '../domain/training/evidence-trials.ts';
import { SPREADSHEET_CELLS } from './spreadsheet-cells.ts';
import { english } from './text/english.ts';

interface KneeRow {
  readonly file: string;
  /** The patient's side. Null if the file does not say it. */
  readonly side: 'right' | 'left' | null;
  /** Kellgren-Lawrence grade, 0 to 4. */
  readonly grade: number;
  /** One per grade. // [5] */
  readonly probabilities: readonly number[];
  /** The mean of the grades, weighted by their probabilities. */
  readonly expectedGrade: number;
  /** Undefined if the model does not know. */
  readonly familiarity: Familiarity | undefined;
  readonly warnings: readonly Warning[];
  readonly milliseconds: number;
}

interface KneeProblem {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

export interface KneeReport {
  readonly knees: readonly KneeRow[];
  readonly errors: readonly KneeProblem[];
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly sha256: string;
    readonly limits: string;
    /** Null if its heatmaps were never tried. */
    readonly evidence: EvidenceTrials | null;
  };
}

/** Returns CSV text with a header. An apostrophe disarms text that a spreadsheet would run as a formula. */
export function renderKneeCsv({ knees, errors, model }: KneeReport): string {
  const ofMaps = evidenceWarnings(model.evidence ?? undefined);
  const about = {
    model: model.name,
    model_version: model.version,
    model_sha256: model.sha256,
    notice: english.notice,
  };
  const rows = [
    ...knees.map(({ file, side, grade, probabilities, expectedGrade, familiarity, warnings }) => ({
      file,
      side: side ?? '',
      kl_grade: String(grade),
      ...Object.fromEntries(probabilities.map((p, of) => [`probability_${of}`, p.toFixed(6)])),
      expected_grade: expectedGrade.toFixed(6),
      familiarity_distance: familiarity?.distance.toFixed(3) ?? '',
      warnings: [...warnings, ...ofMaps].map(({ message }) => message).join(' '),
      problem: '',
      ...about,
    })),
    ...errors.map(({ file, message }) => ({ file, problem: message, ...about })),
  ];
  const columns = [
    'file',
    'side',
    'kl_grade',
    ...[0, 1, 2, 3, 4].map((grade) => `probability_${grade}`),
    'expected_grade',
    'familiarity_distance',
    'warnings',
    'problem',
    ...Object.keys(about),
  ];
  return stringify(rows, { header: true, columns, ...SPREADSHEET_CELLS, record_delimiter: 'windows' });
}

export function renderKneeJson(report: KneeReport): string {
  return JSON.stringify({ ...report, notice: english.noticeInFull }, null, 2);
}

/** The notice for every reader of these grades. */
export const KNEE_NOTICE = english.notice;
