// Builds the workstation for a host, with the real clock, random names, folders and processes.

import { surveyEngines } from '../learning/preflight/engine-survey.ts';
import { readWeightsIn } from '../learning/preflight/weights-reading.ts';
import { openInferenceProcess } from '../inference/inference-process.ts';
import { startChild } from '../processes/child-process.ts';
import { trackChildren } from '../processes/running-children.ts';
import { openWorkstation, type Workstation } from '../services/workstation.ts';
import { buildEnvironment, type HostChoices } from './build-environment.ts';
import type { ProgramLog } from './program-log.ts';
import { startProgram } from './start-program.ts';

export interface HostWorkstation extends Workstation {
  readonly log: ProgramLog;
  readonly now: () => Date;
}

export function buildWorkstation(choices: HostChoices): HostWorkstation {
  const { start, endAll } = trackChildren(choices.startProcess ?? startChild);
  const environment = buildEnvironment({ ...choices, startProcess: start });
  const { errors: log, now, host, version } = environment;
  const programs = { start, log };
  const inference = openInferenceProcess(() => startProgram('inference-child', programs));
  const workstation = openWorkstation(environment, {
    inference,
    survey: () => surveyEngines(() => startProgram('engines-child', programs)),
    readWeights: readWeightsIn(() => startProgram('weights-child', programs)),
    startTraining: () => startProgram('training-child', programs),
    endAll,
  });
  log.note(`start: ${host}, version ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`);
  const shutDown = async (): Promise<void> => {
    await workstation.shutDown();
    log.note(`end: ${host}`);
  };
  return { ...workstation, shutDown, log, now };
}
