// Short questions to a paired workstation. A network that is down is an expected failure here.

import { failed, FailureError, valueOrThrow, type Result } from '../../domain/failure.ts';
import type { WorkstationState } from '../../domain/training/workstation.ts';
import { ConnectionError, openWorkerClient, type WorkerClient } from '../../remote/client/worker-client.ts';
import type { PairedWorkstation, Workstations } from '../../remote/client/workstations.ts';
import type { JobKind, WorkerState } from '../../remote/protocol.ts';
import { remoteText } from '../../remote/text.ts';

/** Throws a `FailureError` if the workstation cannot be reached or refuses. */
export async function askWorkstation<T>(
  workstation: PairedWorkstation,
  ask: (client: WorkerClient) => Promise<Result<T>>,
): Promise<T> {
  const client = openWorkerClient(workstation);
  try {
    return valueOrThrow(await ask(client));
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const words = remoteText.client.unreachable(workstation.name, error.message);
    throw new FailureError(failed('not-allowed', words).failure, { cause: error });
  } finally {
    client.close();
  }
}

/** The paired workstation. Throws a `FailureError` if it cannot be reached, or is too old for jobs of this kind. */
export async function ableWorkstation(
  paired: Pick<Workstations, 'find'>,
  name: string,
  kind: JobKind,
): Promise<PairedWorkstation> {
  const workstation = valueOrThrow(await paired.find(name));
  const { kinds, version } = await askWorkstation(workstation, (client) => client.state());
  if (kinds.includes(kind)) return workstation;
  throw new FailureError(failed('not-allowed', remoteText.protocol.olderWorker(version)).failure);
}

export async function stateOfWorkstation(workstation: PairedWorkstation): Promise<WorkstationState> {
  return shown(await askWorkstation(workstation, (client) => client.state()));
}

function shown({ version, machine, disk, limits, queue, jobs }: WorkerState): WorkstationState {
  const { hours, keepDays } = limits;
  return {
    version,
    ...machine,
    ...disk,
    hours,
    keepDays,
    ...queue,
    jobs: jobs.map(({ jobId, run, state, before, createdAt }) => ({ jobId, run, state, before, createdAt })),
  };
}
