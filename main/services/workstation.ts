// Builds every service once. A host makes one workstation, serves its handler, and shuts it down.

import type { EngineSurvey } from '../learning/preflight/engine-survey.ts';
import { join } from 'node:path';
import { surveyedOnce } from './about.ts';
import type { Environment } from './environment.ts';
import { openGradingService } from './grading/grading.ts';
import { webHandler, type WebHandler } from './handler.ts';
import { openImportPlans } from './study/import-plans.ts';
import type { Inference } from '../inference/inference.ts';
import { openJobBoard } from './jobs/job-board.ts';
import type { ProcessChannel } from '../processes/process-channel.ts';
import { openReportService } from './reports/report.ts';
import { router } from './router.ts';
import { openStudySession } from './study/study-session.ts';
import { openTrainingService } from './runs/training-runs.ts';
import { openUploadStore } from './study/uploads.ts';

export interface Workstation {
  readonly handler: WebHandler;
  /** Opens a study before anything is asked. Throws a `FailureError`. */
  readonly openStudy: (folder: string) => Promise<void>;
  /** Stops all work, closes the study and the child processes. */
  readonly shutDown: () => Promise<void>;
}

/** What runs in processes of its own. */
export interface ChildWork {
  readonly inference: Inference;
  readonly survey: EngineSurvey;
  /** Starts the process that trains. */
  readonly startTraining: () => ProcessChannel;
}

export function openWorkstation(environment: Environment, { inference, survey, startTraining }: ChildWork): Workstation {
  const board = openJobBoard(environment);
  const session = openStudySession(environment, board);
  const uploads = openUploadStore(join(environment.home, 'uploads'));
  const importPlans = openImportPlans();
  const grading = openGradingService(environment, inference);
  const reports = openReportService(environment);
  const training = openTrainingService(environment, board, startTraining);
  const services = {
    environment,
    session,
    board,
    uploads,
    importPlans,
    grading,
    inference,
    reports,
    training,
    survey: surveyedOnce(survey),
  };
  return {
    handler: webHandler(environment, router(services), { session, uploads, importPlans }),
    openStudy: async (folder) => void (await session.open(folder)),
    shutDown: async () => {
      await board.stopAll();
      session.close();
      await inference.close();
    },
  };
}
