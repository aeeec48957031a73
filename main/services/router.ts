// Every procedure of the contract with what answers it. TypeScript checks that none is missing.

import { procedures } from './procedures.ts';
import { gradingProcedures } from './grading.ts';
import { auditProcedures } from './audits.ts';
import { filterProcedures } from './filters.ts';
import { hipProcedures } from './hips.ts';
import { splitProcedures } from './splits.ts';
import { jobProcedures } from './jobs.ts';
import { readingProcedures } from './reading.ts';
import { reportProcedures, type ReportService } from './report.ts';
import { trainingProcedures } from './training-procedures.ts';
import type { TrainingService } from './training-runs.ts';
import { studyProcedures, type StudyServices } from './study.ts';
import { workstationProcedures, type EngineSurvey } from './about.ts';

export type Router = ReturnType<typeof router>;

export function router(
  services: StudyServices & {
    readonly reports: ReportService;
    readonly survey: EngineSurvey;
    readonly training: TrainingService;
  },
) {
  const { environment, session, board, grading, reports, survey } = services;
  return procedures.router({
    workstation: workstationProcedures(environment, grading, survey),
    study: studyProcedures(services),
    hips: hipProcedures(session, grading),
    filters: filterProcedures(session, environment),
    audits: auditProcedures(session),
    splits: splitProcedures(session, environment),
    grading: gradingProcedures(session, board, grading),
    reading: readingProcedures(session, environment),
    report: reportProcedures(session, board, reports),
    training: trainingProcedures(services),
    jobs: jobProcedures(board, session),
  });
}
