// Every procedure of the contract with its handler. TypeScript reports a missing one.

import type { EngineSurvey } from '../learning/preflight/engine-survey.ts';
import type { WeightsReading } from '../learning/preflight/weights-reading.ts';
import type { Workstations } from '../remote/client/workstations.ts';
import { workstationProcedures } from './workstation-procedures.ts';
import { openReservations } from './exclusive.ts';
import { evaluationProcedures } from './evaluation/evaluation-procedures.ts';
import { experimentProcedures } from './experiments/experiment-procedures.ts';
import type { ExperimentService } from './experiments/experiment-service.ts';
import { gradingProcedures } from './grading/grading-procedures.ts';
import { jobProcedures } from './jobs/job-procedures.ts';
import { inStudy, onWorkstation } from './procedures.ts';
import { kneeProcedures } from './knees/knee-procedures.ts';
import { measurementProcedures } from './reading/measurement-procedures.ts';
import { changeProcedures } from './reading/change-procedures.ts';
import { readingProcedures } from './reading/reading-procedures.ts';
import { openRecorder } from './recorded.ts';
import { reportProcedures } from './reports/report-procedures.ts';
import type { ReportService } from './reports/report-service.ts';
import { trainingProcedures } from './runs/training-procedures.ts';
import type { TrainingService } from './runs/training-service.ts';
import { auditProcedures } from './study/audit-procedures.ts';
import { filmProcedures } from './study/film-procedures.ts';
import { filterProcedures } from './study/filter-procedures.ts';
import { hipProcedures } from './study/hip-procedures.ts';
import { splitProcedures } from './study/split-procedures.ts';
import { studiesProcedures, uploadProcedures } from './study/studies-procedures.ts';
import { studyProcedures, type StudyServices } from './study/study-procedures.ts';
import { workstationListProcedures } from './workstations/workstation-list-procedures.ts';
import type { StudySessions } from './study/study-sessions.ts';

export type Routers = ReturnType<typeof routers>;

export interface RouterServices extends StudyServices {
  readonly sessions: StudySessions;
  readonly reports: ReportService;
  readonly survey: EngineSurvey;
  readonly readWeights: WeightsReading;
  readonly training: TrainingService;
  readonly experiments: ExperimentService;
  readonly workstations: Workstations;
}

/**
 * Builds the router of the workstation and the router of a study. A writing procedure is registered as `recorded(exclusive(key, handler))`,
 * a reading one without.
 */
export function routers(
  services: RouterServices,
  reservations = openReservations(),
  recorded = openRecorder(reservations, services.environment.now),
) {
  const { environment, sessions, grading, survey, uploads, workstations } = services;
  return {
    workstation: onWorkstation.router({
      workstation: workstationProcedures(environment, grading, survey),
      studies: studiesProcedures({ environment, sessions, grading, reservations }, recorded),
      workstations: workstationListProcedures(environment, workstations),
      uploads: uploadProcedures(uploads),
    }),
    study: inStudy.router({
      study: studyProcedures(services, recorded),
      hips: hipProcedures(grading),
      films: filmProcedures(services, recorded),
      filters: filterProcedures(recorded),
      audits: auditProcedures(),
      splits: splitProcedures(recorded),
      grading: gradingProcedures(services, recorded),
      reading: readingProcedures(recorded),
      knees: kneeProcedures(grading, recorded),
      measurements: measurementProcedures(recorded),
      ...changeProcedures(recorded),
      report: reportProcedures(services.reports, recorded),
      evaluation: evaluationProcedures(services, recorded),
      experiments: experimentProcedures(services, recorded),
      training: trainingProcedures(services, recorded),
      jobs: jobProcedures(),
    }),
  };
}
