// The program's own particulars: version, models, engines.

import type { EngineReport, EngineSurvey } from '../learning/preflight/engine-survey.ts';
import type { Environment } from './environment.ts';
import type { GradingService } from './grading/grading-service.ts';
import { procedures } from './procedures.ts';

/** Measured once: what a machine can do does not change while the program runs. A survey that failed is tried again. */
export function surveyedOnce(survey: EngineSurvey): EngineSurvey {
  let surveyed: Promise<readonly EngineReport[]> | null = null;
  return () => {
    surveyed ??= survey().catch((error: unknown) => {
      surveyed = null;
      throw error;
    });
    return surveyed;
  };
}

export function workstationProcedures(environment: Environment, grading: GradingService, survey: EngineSurvey) {
  return {
    about: procedures.workstation.about.handler(async () => ({
      version: environment.version,
      host: environment.host,
      node: process.version,
      inference: { runtime: 'ONNX Runtime', device: 'cpu' },
      models: (await grading.models()).map(({ name, version, description, limits }) => ({ name, version, description, limits })),
      home: environment.home,
    })),
    engines: procedures.workstation.engines.handler(async () => [...(await survey())]),
  };
}
