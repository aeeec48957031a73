// A report on every graded hip of a study, for the command line. Keeps the report in the study and copies it into a folder.

import { readFile } from 'node:fs/promises';
import { openStudy } from '../../cohort/study-folder.ts';
import type { ReportFormat } from '../../domain/study/report.ts';
import { EVERY_HIP } from '../../database/worklist/filter.ts';
import { openWorklist } from '../../database/worklist/worklist.ts';
import { valueOrThrow, type Failure } from '../../domain/failure.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { Environment } from '../environment.ts';
import { openReportService } from './report-service.ts';
import type { ReportJob } from './gather-reportable.ts';
import { recordChange } from '../recorded.ts';
import { writeWholeFiles } from '../../files/write-whole.ts';

export interface StudyReportOrder {
  readonly study: string;
  readonly formats: readonly ReportFormat[];
  readonly folder: string;
}

export interface StudyReport {
  readonly files: readonly string[];
  readonly leftOut: readonly { readonly hipId: string; readonly failure: Failure }[];
}

/** Throws a `FailureError` if the study cannot be opened or has no graded hip. */
export async function reportOnStudy(environment: Environment, order: StudyReportOrder, job: ReportJob): Promise<StudyReport> {
  const study = valueOrThrow(await openStudy(order.study));
  try {
    const hipIds = openWorklist(study.database, THE_READER).hipIds(EVERY_HIP, { order: 'subject' });
    const change = await openReportService(environment).exportReport(study, { hipIds, formats: order.formats }, job);
    recordChange(change, 'report.export', environment.now());
    const report = await change.answer();
    const copies = await Promise.all(report.files.map(async ({ name, path }) => ({ name, bytes: await readFile(path) })));
    return { files: await writeWholeFiles(order.folder, copies), leftOut: report.left };
  } finally {
    study.close();
  }
}
