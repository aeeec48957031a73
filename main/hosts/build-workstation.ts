// Builds the workstation for a host, with the real clock, random names, folders and processes.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { failed, FailureError } from '../domain/failure.ts';
import { surveyEngines } from '../learning/preflight/engine-survey.ts';
import { readWeightsIn } from '../learning/preflight/weights-reading.ts';
import type { Environment } from '../services/environment.ts';
import { openInferenceProcess } from '../inference/inference-process.ts';
import { startChild } from '../processes/child-process.ts';
import type { StartProcess } from '../processes/process-channel.ts';
import { trackChildren } from '../processes/running-children.ts';
import { openWorkstation, type Workstation } from '../services/workstation.ts';
import { homeFolder } from './home-folder.ts';
import { programVersion, projectRoot } from './project-files.ts';
import { openProgramLog, type ProgramLog } from './program-log.ts';
import { startProgram } from './start-program.ts';
import { serverText } from './text/server.ts';

export interface HostChoices {
  readonly host: Environment['host'];
  /** The folder for studies. If omitted, `OSTEOGRADE_HOME`, else `Osteograde` in the user's home folder. */
  readonly home?: string | undefined;
  /** The folders in which a page may name paths, and the studies folder. Null or omitted for all, because the page is the user's own. */
  readonly roots?: readonly string[] | null | undefined;
  /** Starts a process that runs this file. Node's child process if omitted. */
  readonly startProcess?: StartProcess | undefined;
}

export interface HostEnvironment extends Environment {
  readonly errors: ProgramLog;
}

export function buildEnvironment({ host, home: named, roots = null, startProcess: start }: HostChoices): HostEnvironment {
  const now = (): Date => new Date();
  const home = homeFolder(named);
  const errors = openProgramLog({ home, now });
  return {
    host,
    version: programVersion(),
    home,
    roots: roots === null ? null : [join(home, 'studies'), ...roots],
    resources: join(projectRoot(), 'resources'),
    trainingMemoryBytes: trainingMemoryBytes(process.env['OSTEOGRADE_TRAINING_MEMORY_MB']),
    now,
    newId: () => randomUUID(),
    errors,
    logFile: errors.file,
    startReader: () => startProgram('reader-child', { start, log: errors }),
  };
}

/** The memory for training in bytes. Null if the environment does not limit it. */
function trainingMemoryBytes(megabytes: string | undefined): number | null {
  if (megabytes === undefined || megabytes === '') return null;
  if (/^[1-9]\d{0,8}$/.test(megabytes)) return Number(megabytes) * 1e6;
  throw new FailureError(failed('bad-request', serverText.environment.memoryLimit(megabytes)).failure);
}

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
