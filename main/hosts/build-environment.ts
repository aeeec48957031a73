// What a host gives to everything that it runs: the real clock, random names, folders and readers. Commands need no more, and a whole
// workstation takes them longer to load.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { failed, FailureError } from '../domain/failure.ts';
import type { StartProcess } from '../processes/process-channel.ts';
import type { Environment } from '../services/environment.ts';
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
