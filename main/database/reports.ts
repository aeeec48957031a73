// Queries on exported reports and their files.

import { z } from 'zod';
import type { Immutable } from '../domain/immutable.ts';
import { LeftOutHipSchema, ReportFileSchema, type Report } from '../domain/study/report.ts';
import type { StudyDatabase } from './study-database.ts';

const FileRow = ReportFileSchema.omit({ path: true }).extend({ sha256: z.string() });

/** A report with the digests of its files. Their paths follow from the study's folder. */
export interface ReportRecord extends Immutable<Omit<Report, 'files'>> {
  readonly files: readonly Readonly<z.infer<typeof FileRow>>[];
}

const Row = z.object({ report_id: z.string(), hips: z.number(), left_out: z.string(), created_at: z.string() });

export function insertReport(database: StudyDatabase, report: ReportRecord): void {
  database.transaction(() => {
    database
      .prepare('INSERT INTO reports VALUES (?, ?, ?, ?)')
      .run(report.reportId, report.hips, JSON.stringify(report.left), report.createdAt);
    const insertFile = database.prepare('INSERT INTO report_files VALUES (?, ?, ?, ?, ?)');
    for (const file of report.files) insertFile.run(report.reportId, file.name, file.format, file.bytes, file.sha256);
  })();
}

/** Newest first. */
export function listReports(database: StudyDatabase): readonly ReportRecord[] {
  return database
    .prepare('SELECT * FROM reports ORDER BY created_at DESC, report_id')
    .all()
    .map((raw) => withFiles(database, Row.parse(raw)));
}

function withFiles(database: StudyDatabase, row: z.infer<typeof Row>): ReportRecord {
  const files = database
    .prepare('SELECT name, format, bytes, sha256 FROM report_files WHERE report_id = ? ORDER BY name')
    .all(row.report_id);
  return {
    reportId: row.report_id,
    hips: row.hips,
    left: z.array(LeftOutHipSchema).parse(JSON.parse(row.left_out)),
    createdAt: row.created_at,
    files: z.array(FileRow).parse(files),
  };
}
