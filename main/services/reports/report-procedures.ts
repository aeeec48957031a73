// The procedures of reports.

import { evenReadOnly, exclusiveOrBusy } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { servicesText } from '../text.ts';
import type { ReportService } from './report-service.ts';

export function reportProcedures(reports: ReportService, recorded: Recorded) {
  return {
    /** Answers when the report is written. Until then the job board shows its progress and can stop it. */
    export: inStudy.report.export.handler(
      recorded(
        evenReadOnly(
          exclusiveOrBusy(
            () => 'job report',
            servicesText.report.busy,
            ({ input, context: { session } }) =>
              session.board.finish('report', (job) => reports.exportReport(session.study, input, job)),
          ),
        ),
      ),
    ),
    /** Answers with the PDF's first page, so that the export sheet shows it before anything is written. */
    firstPage: inStudy.report.firstPage.handler(async ({ input, context: { session }, signal }) => {
      const job = { signal: signal ?? new AbortController().signal, step: () => undefined };
      const page = await reports.firstPage(session.study, input, job);
      return { pdf: Buffer.from(page).toString('base64') };
    }),
    list: inStudy.report.list.handler(({ context }) => reports.list(context.session.study)),
  };
}
