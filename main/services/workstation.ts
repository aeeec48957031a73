// The workstation: every service, built once. A host opens one workstation, serves its handler, and shuts it down.

import type { EngineSurvey } from '../learning/preflight/engine-survey.ts';
import type { WeightsReading } from '../learning/preflight/weights-reading.ts';
import { surveyOnce } from './workstation-procedures.ts';
import type { Environment } from './environment.ts';
import { openGradingService } from './grading/grading-service.ts';
import { webHandler, type WebHandler } from './handler.ts';
import type { Inference } from '../inference/inference.ts';
import type { ProcessChannel } from '../processes/process-channel.ts';
import { openWorkstations } from '../remote/client/workstations.ts';
import { openTurns } from '../processes/turns.ts';
import { waitAtMost } from '../processes/wait-at-most.ts';
import { openExperimentService } from './experiments/experiment-service.ts';
import { openReportService } from './reports/report-service.ts';
import { routers, type RouterServices } from './router.ts';
import { openStudySessions } from './study/study-sessions.ts';
import { openTrainingService } from './runs/training-service.ts';
import { uploadsFolder } from './study/allowed-paths.ts';
import { openUploadStore } from './study/uploads.ts';

export interface Workstation {
  readonly handler: WebHandler;
  /** Opens a study before the first request. Throws a `FailureError`. */
  readonly openStudy: (folder: string) => Promise<void>;
  /** Opens the study that was open when the program last ended. */
  readonly openLastStudy: () => Promise<void>;
  /** The folders of the open studies. */
  readonly studyFolders: () => readonly string[];
  /** Stops all jobs, then closes the studies and ends all processes. Takes less than 6 seconds. */
  readonly shutDown: () => Promise<void>;
}

/** The work that runs in processes of its own. */
export interface ChildProcesses {
  readonly inference: Inference;
  readonly survey: EngineSurvey;
  readonly readWeights: WeightsReading;
  /** Starts the process that trains. */
  readonly startTraining: () => ProcessChannel;
  /** Kills every process that still runs. */
  readonly endAll: () => void;
}

/** How long jobs have to stop at shutdown, and how long everything has to end after their processes were killed. */
const JOBS_STOP_MS = 4000;
const END_MS = 1000;

/** Films that pages receive are read two at once, because Node has four threads for all reading and unpacking. */
const FILMS_AT_ONCE = 2;

/** Builds each service once. */
export function openServices(
  environment: Environment,
  { inference, survey, readWeights, startTraining }: ChildProcesses,
): RouterServices {
  const workstations = openWorkstations(environment.home);
  return {
    environment,
    inference,
    sessions: openStudySessions(environment),
    uploads: openUploadStore({ folder: uploadsFolder(environment), errors: environment.errors }),
    grading: openGradingService(environment, inference),
    reports: openReportService(environment),
    training: openTrainingService(environment, startTraining, workstations),
    experiments: openExperimentService(environment, startTraining, workstations),
    survey: surveyOnce(survey),
    workstations,
    readWeights,
  };
}

export function openWorkstation(environment: Environment, processes: ChildProcesses): Workstation {
  const services = openServices(environment, processes);
  const { sessions, inference, uploads, experiments } = services;
  return {
    handler: webHandler(environment, routers(services), { ...services, filmTurns: openTurns(FILMS_AT_ONCE) }),
    openStudy: async (folder) => void (await sessions.open(folder)),
    openLastStudy: sessions.reopenLast,
    studyFolders: sessions.folders,
    shutDown: async () => {
      const closed = sessions.closeAll();
      await waitAtMost(JOBS_STOP_MS, closed);
      processes.endAll(); // Jobs that wait for a blocked process end with it.
      await waitAtMost(END_MS, Promise.all([closed, inference.close(), uploads.close(), experiments.close()]));
    },
  };
}
