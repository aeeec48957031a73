// The report as a table: one row for each quadrant of each hip.

import { stringify } from 'csv-stringify/sync';
import type { QuadrantLabel } from '../domain/grade.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import type { ReportModel } from './report-model.ts';
import { english } from './text/english.ts';

/** CSV text with a header. Text that a spreadsheet would run as a formula is defused by an apostrophe. */
export function renderCsv(report: ReportModel): string {
  const { model } = report;
  const rows = report.hips.flatMap(({ hip, quadrants, globalProbability, reader }) =>
    QUADRANTS.map((quadrant) => {
      const { grade, probabilities, attentionInZone, peakInZone, attentionLow, reading } = quadrants[quadrant];
      const [p0, p1, p2, p3] = probabilities.map(rounded);
      return {
        subject: hip.subject,
        visit: hip.visit,
        side: hip.side,
        quadrant,
        grade,
        probability_0: p0,
        probability_1: p1,
        probability_2: p2,
        probability_3: p3,
        attention_in_zone: rounded(attentionInZone),
        peak_in_zone: peakInZone ? 'yes' : 'no',
        attention_low: attentionLow ? 'yes' : 'no',
        global_probability: rounded(globalProbability),
        reader: reader ?? '',
        reading: readingCell(reading),
        model: model.name,
        model_version: model.version,
        model_sha256: model.sha256,
        software_version: report.softwareVersion,
        created_at: report.createdAt.toISOString(),
        notice: english.notice,
      };
    }),
  );
  return stringify(rows, { header: true, escape_formulas: true, record_delimiter: 'windows' });
}

function rounded(value: number): string {
  return value.toFixed(6);
}

/** Grade 0, not read and not gradable stay three different things; a hip without a reader has an empty cell. */
function readingCell(reading: QuadrantLabel | null): string {
  if (reading === null) return '';
  return reading.kind === 'graded' ? String(reading.grade) : reading.kind;
}
