// `osteograde workstations`: the workers that this machine is paired with, and their state.

import { FailureError, valueOrThrow } from '../../../domain/failure.ts';
import { ConnectionError, openWorkerClient } from '../../../remote/client/worker-client.ts';
import { openWorkstations, type PairedWorkstation } from '../../../remote/client/workstations.ts';
import type { WorkerState } from '../../../remote/protocol.ts';
import { remoteText } from '../../../remote/text.ts';
import { homeFolder } from '../../home-folder.ts';
import { outputText } from '../../text/output.ts';
import type { Terminal } from '../terminal.ts';

export interface WorkstationsChoices {
  readonly pair?: string;
  readonly name?: string;
  readonly remove?: string;
  readonly json?: boolean;
}

export async function workstations({ pair, name, remove, json }: WorkstationsChoices, terminal: Terminal): Promise<void> {
  const paired = openWorkstations(homeFolder());
  if (pair !== undefined) {
    const added = valueOrThrow(await paired.add(name ?? '', pair, new Date()));
    terminal.line(outputText.workstations.paired(added.name));
    return;
  }
  if (remove !== undefined) {
    valueOrThrow(await paired.remove(remove));
    terminal.line(outputText.workstations.removed(remove));
    return;
  }
  const states = await Promise.all((await paired.list()).map(stateOf));
  if (json === true) terminal.json(states, 2);
  else if (states.length === 0) terminal.line(outputText.workstations.none);
  else for (const each of states) terminal.line(outputText.workstations.state(each));
}

interface ReachedWorkstation extends Pick<PairedWorkstation, 'name' | 'host' | 'port'> {
  readonly state: WorkerState | null;
  /** Why there is no state. */
  readonly problem: string | null;
}

async function stateOf(workstation: PairedWorkstation): Promise<ReachedWorkstation> {
  const { name, host, port } = workstation;
  const client = openWorkerClient(workstation);
  try {
    const state = await client.state();
    return { name, host, port, state: state.ok ? state.value : null, problem: state.ok ? null : state.failure.message };
  } catch (error) {
    if (error instanceof ConnectionError)
      return { name, host, port, state: null, problem: remoteText.client.unreachable(name, error.message) };
    if (error instanceof FailureError) return { name, host, port, state: null, problem: error.failure.message };
    throw error;
  } finally {
    client.close();
  }
}
