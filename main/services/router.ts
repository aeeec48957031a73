// Every procedure of the contract with what answers it. TypeScript checks that none is missing.

import type { EngineSurvey } from '../learning/preflight/engine-survey.ts';
import { procedures } from './procedures.ts';
import { gradingProcedures } from './grading/grading.ts';
import { auditProcedures } from './study/audits.ts';
import { filterProcedures } from './study/filters.ts';
import { hipProcedures } from './study/hips.ts';
import { splitProcedures } from './study/splits.ts';
import { jobProcedures } from './jobs/jobs.ts';
import { readingProcedures } from './reading/reading.ts';
import { reportProcedures, type ReportService } from './reports/report.ts';
import { trainingProcedures } from './runs/training-procedures.ts';
import type { TrainingService } from './runs/training-runs.ts';
import { studyProcedures, type StudyServices } from './study/study.ts';
import { workstationProcedures } from './about.ts';

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
