// A conversation with a paired worker about jobs of one kind: it waits out lost connections and says so, and an older worker is named.

import { failed, type Result } from '../../domain/failure.ts';
import type { JobKind } from '../protocol.ts';
import { remoteText } from '../text.ts';
import type { Report } from './follow-job.ts';
import { reaching, type Reaching } from './retry.ts';
import { openWorkerClient, type WorkerClient } from './worker-client.ts';
import type { PairedWorkstation } from './workstations.ts';

export interface Talking {
  readonly client: WorkerClient;
  readonly report: Report;
  readonly how: Reaching;
}

/** Does `work` if the worker takes jobs of this kind, and closes the connection. Fails with `not-allowed` if it is too old for them. */
export async function talkToWorker<T>(
  { workstation, kind, report, signal }: TalkOrder,
  work: (talking: Talking) => Promise<Result<T>>,
): Promise<Result<T>> {
  const client = openWorkerClient(workstation);
  const note = (words: string): void => report({ kind: 'note', words }, process.memoryUsage.rss());
  const onConnection = (isThere: boolean): void =>
    note(isThere ? remoteText.client.back(workstation.name) : remoteText.client.lost(workstation.name));
  const how: Reaching = { signal, onConnection };
  try {
    const known = await reaching(how, () => client.state());
    if (!known.ok) return known;
    if (!known.value.kinds.includes(kind)) return failed('not-allowed', remoteText.protocol.olderWorker(known.value.version));
    return await work({ client, report, how });
  } finally {
    client.close();
  }
}

interface TalkOrder {
  readonly workstation: PairedWorkstation;
  readonly kind: JobKind;
  readonly report: Report;
  readonly signal: AbortSignal;
}
