// Builds the workstation for a host: real time, real chance, real folders, real processes.

import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment } from '../services/environment.ts';
import { openInferenceProcess } from '../services/inference-process.ts';
import type { ProcessChannel } from '../services/process-channel.ts';
import { openWorkstation, type Workstation } from '../services/workstation.ts';
import { startChild } from './child-process.ts';
import { errorLog } from './error-log.ts';
import { entryPoint, programVersion, projectRoot } from './project-files.ts';

export interface HostChoices {
  readonly host: Environment['host'];
  /** Where studies go; `OSTEOGRADE_HOME`, else `Osteograde` in the user's folder. */
  readonly home?: string | undefined;
  /** How this host starts a process of its own; Node's child processes unless it says otherwise. */
  readonly startProcess?: ((file: string) => ProcessChannel) | undefined;
}

export function buildEnvironment({ host, home }: HostChoices): Environment {
  const now = (): Date => new Date();
  return {
    host,
    version: programVersion(),
    home: resolve(home ?? process.env['OSTEOGRADE_HOME'] ?? join(homedir(), 'Osteograde')),
    resources: join(projectRoot(), 'resources'),
    now,
    newId: () => randomUUID(),
    errors: errorLog((line) => void process.stderr.write(line), now),
  };
}

export function buildWorkstation(choices: HostChoices): Workstation {
  const start = choices.startProcess ?? startChild;
  const inference = openInferenceProcess(() => start(entryPoint('inference-child')));
  return openWorkstation(buildEnvironment(choices), inference);
}
