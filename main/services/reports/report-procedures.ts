// The procedures of reports.

import { FailureError } from '../../domain/failure.ts';
import type { Report } from '../../domain/study/report.ts';
import { exclusiveOrBusy } from '../exclusive.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import { procedures } from '../procedures.ts';
import type { Change, Recorded } from '../recorded.ts';
import { keepJobIn, type StudySession } from '../study/study-session.ts';
import { savedReports, type ReportService } from './report-service.ts';
import { servicesText } from '../text.ts';

export interface ReportProcedureServices {
  readonly session: StudySession;
  readonly board: JobBoard;
  readonly reports: ReportService;
}

export function reportProcedures({ session, board, reports }: ReportProcedureServices, recorded: Recorded) {
  return {
    /** Answers when the report is written. Until then the job board shows its progress and can stop it. */
    export: procedures.report.export.handler(
      recorded(
        exclusiveOrBusy(
          () => 'job report',
          servicesText.report.busy,
          async ({ input }) => {
            const study = session.required();
            const written = Promise.withResolvers<Change<Report>>();
            const work = async (job: JobHandle): Promise<void> => written.resolve(await reports.exportReport(study, input, job));
            const end = await board.ended(board.start({ kind: 'report', keep: keepJobIn(study), work }));
            if (end.failure !== null) throw new FailureError(end.failure);
            return written.promise;
          },
        ),
      ),
    ),
    list: procedures.report.list.handler(() => savedReports(session.required())),
  };
}
