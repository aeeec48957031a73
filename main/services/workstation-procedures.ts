// The procedures about the program itself: its version, models and engines.

import type { EngineReport, EngineSurvey } from '../learning/preflight/engine-survey.ts';
import type { Environment } from './environment.ts';
import type { GradingService } from './grading/grading-service.ts';
import { listPresets } from './runs/presets.ts';
import { jointOf, kappaOf } from '../learning/grading/installed-models.ts';
import { onWorkstation } from './procedures.ts';

const SHOWN_LOG_LINES = 500;

/** Measures the engines once, because a machine does not change while the program runs. A survey that failed is repeated. */
export function surveyOnce(survey: EngineSurvey): EngineSurvey {
  let reports: Promise<readonly EngineReport[]> | null = null;
  return () => {
    reports ??= survey().catch((error: unknown) => {
      reports = null;
      throw error;
    });
    return reports;
  };
}

export function workstationProcedures(environment: Environment, grading: GradingService, survey: EngineSurvey) {
  return {
    about: onWorkstation.workstation.about.handler(async () => ({
      version: environment.version,
      host: environment.host,
      node: process.version,
      inference: { runtime: 'ONNX Runtime', device: 'cpu' },
      models: (await grading.models()).map(({ name, version, description, limits }) => ({ name, version, description, limits })),
      home: environment.home,
    })),
    models: onWorkstation.workstation.models.handler(async () =>
      (await grading.installed()).map(({ name, version, description, limits, card }) => {
        return { name, version, description, limits, joint: jointOf(card), validationKappa: kappaOf(card) };
      }),
    ),
    presets: onWorkstation.workstation.presets.handler(async () => [...(await listPresets(environment))]),
    log: onWorkstation.workstation.log.handler(async () => ({
      path: environment.logFile.path,
      lines: [...(await environment.logFile.lastLines(SHOWN_LOG_LINES))],
    })),
    engines: onWorkstation.workstation.engines.handler(async () => [...(await survey())]),
  };
}
