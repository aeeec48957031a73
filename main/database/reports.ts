// Queries on the reports that were exported, and their files.

import { ReportFormatSchema, type ReportFormat } from '../domain/study/report.ts';
import { z } from 'zod';
import { FAILURE_CODES, type Failure } from '../domain/failure.ts';
import type { StudyDatabase } from './study-database.ts';

export interface ReportRecord {
  readonly reportId: string;
  readonly hips: number;
  readonly left: readonly { readonly hipId: string; readonly failure: Failure }[];
  readonly createdAt: string;
  readonly files: readonly {
    readonly name: string;
    readonly format: ReportFormat;
    readonly bytes: number;
    readonly sha256: string;
  }[];
}

const Row = z.object({ report_id: z.string(), hips: z.number(), left_out: z.string(), created_at: z.string() });

const LeftOut = z.array(z.object({ hipId: z.string(), failure: z.object({ code: z.enum(FAILURE_CODES), message: z.string() }) }));

const FileRow = z.object({ name: z.string(), format: ReportFormatSchema, bytes: z.number(), sha256: z.string() });

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

export function reportById(database: StudyDatabase, reportId: string): ReportRecord | null {
  const row = database.prepare('SELECT * FROM reports WHERE report_id = ?').get(reportId);
  return row === undefined ? null : withFiles(database, Row.parse(row));
}

function withFiles(database: StudyDatabase, row: z.infer<typeof Row>): ReportRecord {
  const files = database
    .prepare('SELECT name, format, bytes, sha256 FROM report_files WHERE report_id = ? ORDER BY name')
    .all(row.report_id);
  return {
    reportId: row.report_id,
    hips: row.hips,
    left: LeftOut.parse(JSON.parse(row.left_out)),
    createdAt: row.created_at,
    files: z.array(FileRow).parse(files),
  };
}
