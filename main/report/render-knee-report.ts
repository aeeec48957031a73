// Writes the report on knees of a study for other programs, as JSON and as a table with one row for each knee.

import { stringify } from 'csv-stringify/sync';
import type { KneeLabel } from '../domain/study/knee-case.ts';
import { finalGrade, type KneeReportModel, type ReportKnee } from './knee-report-model.ts';
import { SPREADSHEET_CELLS } from './spreadsheet-cells.ts';
import { english } from './text/english.ts';

/** Returns indented JSON text. Pictures are only in the PDF. */
export function renderKneeReportJson({ model, knees, createdAt, softwareVersion }: KneeReportModel): string {
  const { name, version, sha256, limits, evidence = null } = model;
  const content = {
    format: 'osteograde-knee-report/1',
    notice: english.notice,
    createdAt: createdAt.toISOString(),
    software: { name: english.product, version: softwareVersion },
    model: { name, version, sha256, limits, evidence },
    knees: knees.map(({ hip: { subject, visit, side }, ...own }) => {
      return { subject, visit, side, ...own, figure: undefined, finalGrade: finalGrade(own) };
    }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** An apostrophe disarms text that a spreadsheet would run as a formula. */
export function renderKneeReportCsv(report: KneeReportModel): string {
  const { model, softwareVersion, createdAt } = report;
  const rows = report.knees.map((knee) => ({
    ...kneeCells(knee),
    model: model.name,
    model_version: model.version,
    model_sha256: model.sha256,
    software_version: softwareVersion,
    created_at: createdAt.toISOString(),
    notice: english.notice,
  }));
  return stringify(rows, { header: true, ...SPREADSHEET_CELLS, record_delimiter: 'windows' });
}

function kneeCells(knee: ReportKnee) {
  const { hip, grade, probabilities, expected, reading, label, familiarity, warnings } = knee;
  return {
    subject: hip.subject,
    visit: hip.visit,
    side: hip.side,
    kl_grade: grade,
    ...Object.fromEntries(probabilities.map((share, of) => [`probability_${of}`, share.toFixed(6)])),
    expected_grade: expected.toFixed(6),
    reading: readingCell(reading),
    final_grade: finalGrade(knee) ?? '',
    label: label ?? '',
    familiarity_distance: familiarity?.distance.toFixed(3) ?? '',
    unlike_training: familiarity === undefined ? '' : familiarity.unlike ? 'yes' : 'no',
    warnings: warnings.map(({ message }) => message).join(' '),
  };
}

function readingCell(reading: KneeLabel): string {
  if (reading.kind === 'graded') return String(reading.grade);
  return reading.kind === 'missing' ? '' : `not gradable (${reading.reason})`;
}
