// The worker over TLS, on loopback unless another address is named. It always has a certificate of its own.

import { join } from 'node:path';
import { FailureError, success, type Result } from '../domain/failure.ts';
import type { WorkstationEngine } from '../domain/training/workstation.ts';
import { findChosenEngine } from '../learning/preflight/engine-survey.ts';
import type { Log } from '../files/error-log.ts';
import { startChild } from '../processes/child-process.ts';
import { trackChildren } from '../processes/running-children.ts';
import { waitAtMost } from '../processes/wait-at-most.ts';
import { ownCertificate } from '../remote/worker/certificate-file.ts';
import { fingerprintOf } from '../remote/worker/self-signed-certificate.ts';
import { openWorker, type WorkerLimits } from '../remote/worker/worker.ts';
import { homeFolder } from './home-folder.ts';
import { programVersion } from './project-files.ts';
import { openProgramLog } from './program-log.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { startProgram, type ProgramHost } from './start-program.ts';
import { openWebServer } from './web-server.ts';

export interface WorkerChoices {
  readonly home?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly limits: WorkerLimits;
  /** The GPU for orders that name none. If omitted, the first. */
  readonly gpu?: number | undefined;
}

export interface RunningWorker {
  readonly port: number;
  readonly fingerprint: string;
  readonly close: () => Promise<void>;
}

/** How long jobs have to end their step and save it, when the worker ends. */
const SAVING_MS = 20_000;

export async function runWorker({ home, host, port, limits, gpu: named }: WorkerChoices): Promise<Result<RunningWorker>> {
  const now = (): Date => new Date();
  const gpu = named ?? null;
  const log = openProgramLog({ home: homeFolder(home), now });
  const folder = workerFolder(home);
  const { certificate, key } = await ownCertificate(folder);
  const { start, endAll } = trackChildren(startChild);
  const startTraining = () => startProgram('training-child', { start, log });
  const startInference = () => startProgram('inference-child', { start, log });
  let engine: WorkstationEngine | null = null;
  void engineHere(gpu, { start, log }).then(
    (found) => (engine = found),
    (error: unknown) => log.report(error, 'engine'),
  );
  const starts = { startTraining, startInference };
  const worker = await openWorker({ folder, limits, gpu, engine: () => engine, version: programVersion(), now, log, ...starts });
  const tls = { cert: certificate, key };
  const server = await openWebServer(worker.handler, { host, port, tls, headers: SECURITY_HEADERS, log, now });
  const end = async (): Promise<void> => {
    const closed = worker.close();
    await waitAtMost(SAVING_MS, closed);
    endAll();
    await waitAtMost(1000, closed);
  };
  if (!server.ok) {
    await end();
    return server;
  }
  log.note(`start: worker, version ${programVersion()}, Node ${process.versions.node}, ${process.platform} ${process.arch}`);
  return success({
    port: server.value.port,
    fingerprint: fingerprintOf(certificate),
    close: async () => {
      await server.value.close();
      await end();
      log.note('end: worker');
    },
  });
}

/** What computes on this machine. A process of its own finds out, because that loads native code. */
async function engineHere(
  gpu: number | null,
  { start, log }: ProgramHost & { readonly log: Log },
): Promise<WorkstationEngine | null> {
  try {
    return await findChosenEngine(gpu, () => startProgram('engines-child', { start, log }));
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    log.note(`engine not found: ${error.failure.code}`); // also if the worker ends meanwhile
    return null;
  }
}

/** Where a worker keeps its certificate, its desktops and its jobs. */
export function workerFolder(home?: string): string {
  return join(homeFolder(home), 'worker');
}
