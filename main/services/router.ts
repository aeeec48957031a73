// Every procedure of the contract with its handler. TypeScript reports a missing one.

import type { EngineSurvey } from '../learning/preflight/engine-survey.ts';
import { workstationProcedures } from './workstation-procedures.ts';
import { openReservations } from './exclusive.ts';
import { gradingProcedures } from './grading/grading-procedures.ts';
import { jobProcedures } from './jobs/job-procedures.ts';
import { procedures } from './procedures.ts';
import { readingProcedures } from './reading/reading-procedures.ts';
import { openRecorder } from './recorded.ts';
import { reportProcedures } from './reports/report-procedures.ts';
import type { ReportService } from './reports/report-service.ts';
import { trainingProcedures } from './runs/training-procedures.ts';
import type { TrainingService } from './runs/training-service.ts';
import { auditProcedures } from './study/audit-procedures.ts';
import { filterProcedures } from './study/filter-procedures.ts';
import { hipProcedures } from './study/hip-procedures.ts';
import { splitProcedures } from './study/split-procedures.ts';
import { studyProcedures, type StudyServices } from './study/study-procedures.ts';

export type Router = ReturnType<typeof router>;

export interface RouterServices extends StudyServices {
  readonly reports: ReportService;
  readonly survey: EngineSurvey;
  readonly training: TrainingService;
}

/** Builds the router. A writing procedure is registered as `recorded(exclusive(key, handler))`, a reading one without. */
export function router(services: RouterServices) {
  const { environment, session, board, grading, survey } = services;
  const recorded = openRecorder(openReservations(), environment.now);
  return procedures.router({
    workstation: workstationProcedures(environment, grading, survey),
    study: studyProcedures(services, recorded),
    hips: hipProcedures(session, grading),
    filters: filterProcedures(session, recorded),
    audits: auditProcedures(session),
    splits: splitProcedures(session, recorded),
    grading: gradingProcedures(services, recorded),
    reading: readingProcedures(session, recorded),
    report: reportProcedures(services, recorded),
    training: trainingProcedures(services, recorded),
    jobs: jobProcedures(board, session),
  });
}
