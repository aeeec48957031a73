// Builds the workstation for a host, with the real clock, random names, folders and processes.

import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { failed, FailureError } from '../domain/failure.ts';
import { surveyEngines } from '../learning/preflight/engine-survey.ts';
import type { Environment } from '../services/environment.ts';
import { openInferenceProcess } from '../inference/inference-process.ts';
import type { StartProcess } from '../processes/process-channel.ts';
import { openWorkstation, type Workstation } from '../services/workstation.ts';
import { errorLog } from '../files/error-log.ts';
import { programVersion, projectRoot } from './project-files.ts';
import { startProgram } from './start-program.ts';
import { serverText } from './text/server.ts';

export interface HostChoices {
  readonly host: Environment['host'];
  /** The folder for studies. If omitted, `OSTEOGRADE_HOME`, else `Osteograde` in the user's home folder. */
  readonly home?: string | undefined;
  /** Starts a process that runs this file. Node's child process if omitted. */
  readonly startProcess?: StartProcess | undefined;
}

export function buildEnvironment({ host, home, startProcess }: HostChoices): Environment {
  const now = (): Date => new Date();
  return {
    host,
    version: programVersion(),
    home: resolve(home ?? process.env['OSTEOGRADE_HOME'] ?? join(homedir(), 'Osteograde')),
    resources: join(projectRoot(), 'resources'),
    trainingMemoryBytes: trainingMemoryBytes(process.env['OSTEOGRADE_TRAINING_MEMORY_MB']),
    now,
    newId: () => randomUUID(),
    errors: errorLog((line) => void process.stderr.write(line), now),
    startReader: () => startProgram('reader-child', startProcess),
  };
}

/** The memory for training in bytes. Null if the environment does not limit it. */
function trainingMemoryBytes(megabytes: string | undefined): number | null {
  if (megabytes === undefined || megabytes === '') return null;
  if (/^[1-9]\d{0,8}$/.test(megabytes)) return Number(megabytes) * 1e6;
  throw new FailureError(failed('bad-request', serverText.environment.memoryLimit(megabytes)).failure);
}

export function buildWorkstation(choices: HostChoices): Workstation {
  const { startProcess } = choices;
  const inference = openInferenceProcess(() => startProgram('inference-child', startProcess));
  return openWorkstation(buildEnvironment(choices), {
    inference,
    survey: () => surveyEngines(() => startProgram('engines-child', startProcess)),
    startTraining: () => startProgram('training-child', startProcess),
  });
}
