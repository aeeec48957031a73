// Writes the report as a table: one row for each quadrant of each hip, or for each finding.

import { stringify } from 'csv-stringify/sync';
import { FINDINGS } from '../domain/finding.ts';
import type { QuadrantLabel } from '../domain/grade.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import type { ReportHip, ReportModel } from './report-model.ts';
import type { ReportedMeasurement } from './reported-measurement.ts';
import { SPREADSHEET_CELLS } from './spreadsheet-cells.ts';
import { english } from './text/english.ts';

type Row = Readonly<Record<string, string | number>>;

/** Returns CSV text with a header. An apostrophe disarms text that a spreadsheet would run as a formula. */
export function renderCsv(report: ReportModel): string {
  const { model } = report;
  const rows = report.hips.flatMap((reported) => {
    const { subject, visit, side } = reported.hip;
    return answerRows(reported).map((answer) => ({
      subject,
      visit,
      side,
      ...answer,
      edge_width_mm: reported.quality?.edgeWidthMm?.toFixed(2) ?? '',
      clipped_share: reported.quality?.clippedShare.toFixed(4) ?? '',
      unexposed_share: reported.quality?.unexposedShare.toFixed(4) ?? '',
      warnings: reported.warnings.map(({ message }) => message).join(' '),
      measurements: reported.measurements.map(measurementCell).join('; '),
      familiarity_distance: reported.familiarity?.distance.toFixed(3) ?? '',
      familiarity_threshold: reported.familiarity?.threshold.toFixed(3) ?? '',
      unlike_training: reported.familiarity === undefined ? '' : reported.familiarity.unlike ? 'yes' : 'no',
      model: model.name,
      model_version: model.version,
      model_sha256: model.sha256,
      software_version: report.softwareVersion,
      created_at: report.createdAt.toISOString(),
      notice: english.notice,
    }));
  });
  return stringify(rows, { header: true, ...SPREADSHEET_CELLS, record_delimiter: 'windows' });
}

function measurementCell({ kind, value, unit }: ReportedMeasurement): string {
  return `${kind} ${value.toFixed(2)} ${unit}`;
}

/** One model graded all hips of a report, so they all have the same columns. */
function answerRows(reported: ReportHip): readonly Row[] {
  const reader = reported.reader ?? '';
  switch (reported.kind) {
    case 'grades':
      return QUADRANTS.map((quadrant) => {
        const own = reported.quadrants[quadrant];
        return {
          quadrant,
          grade: own.grade,
          ...probabilityCells(own.probabilities),
          ...attentionCells(own),
          global_probability: rounded(reported.globalProbability),
          reader,
          reading: readingCell(own.reading),
          final_grade: finalCell(own),
          reader_and_model_differ: own.reading?.kind === 'graded' ? (own.reading.grade === own.grade ? 'no' : 'yes') : '',
        };
      });
    case 'presence':
      return QUADRANTS.map((quadrant) => {
        const own = reported.quadrants[quadrant];
        return {
          quadrant,
          osteophyte: own.present ? 'present' : 'absent',
          probability: rounded(own.probability),
          ...attentionCells(own),
          reader,
          reading: readingCell(own.reading),
        };
      });
    case 'findings':
      return FINDINGS.map((finding) => {
        const own = reported.findings[finding];
        return { finding, grade: own.grade, ...probabilityCells(own.probabilities), ...attentionCells(own) };
      });
  }
}

/** Sclerosis and cysts have no grades 2 and 3, so their cells stay empty. */
function probabilityCells(probabilities: readonly number[]): Row {
  return Object.fromEntries(
    [0, 1, 2, 3].map((grade) => [`probability_${grade}`, grade < probabilities.length ? rounded(probabilities[grade]) : '']),
  );
}

interface Audited {
  readonly attentionInZone: number | null;
  readonly peakInZone: boolean | null;
  readonly attentionLow: boolean;
}

/** The cells are empty if the answer has no zone. */
function attentionCells({ attentionInZone, peakInZone, attentionLow }: Audited): Row {
  const none = attentionInZone === null;
  return {
    attention_in_zone: none ? '' : rounded(attentionInZone),
    peak_in_zone: none ? '' : peakInZone === true ? 'yes' : 'no',
    attention_low: none ? '' : attentionLow ? 'yes' : 'no',
  };
}

function rounded(value: number): string {
  return value.toFixed(6);
}

/** The reader's grade if there is one, otherwise the model's. Empty for a quadrant that the reader found not gradable. */
function finalCell({ grade, reading }: { readonly grade: number; readonly reading: QuadrantLabel | null }): string {
  if (reading === null || reading.kind === 'missing') return String(grade);
  return reading.kind === 'graded' ? String(reading.grade) : '';
}

/** Keeps grade 0, not read and not gradable apart. A hip without a reader has an empty cell. */
function readingCell(reading: QuadrantLabel | null): string {
  if (reading === null) return '';
  return reading.kind === 'graded' ? String(reading.grade) : reading.kind;
}
