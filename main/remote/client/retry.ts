// Tries again until the worker can be reached: a cut of seconds, a laptop that slept, a worker that was restarted.

import { setTimeout as pause } from 'node:timers/promises';
import { failed, FailureError, type Result } from '../../domain/failure.ts';
import { remoteText } from '../text.ts';
import { ConnectionError } from './worker-client.ts';

export interface Reaching {
  readonly signal: AbortSignal;
  /** Called when the connection is lost, and when it is there again. */
  readonly onConnection: (isThere: boolean) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Repeats the call while the worker cannot be reached. Fails with `stopped` after the signal. Throws what is no error of the network. */
export async function reaching<T>({ signal, onConnection }: Reaching, call: () => Promise<Result<T>>): Promise<Result<T>> {
  let waitMs = FIRST_PAUSE_MS;
  let lost = false;
  for (;;) {
    if (signal.aborted) return failed('stopped', remoteText.client.stopped);
    try {
      const result = await call();
      if (lost) onConnection(true);
      return result;
    } catch (error) {
      if (signal.aborted) return failed('stopped', remoteText.client.stopped);
      if (error instanceof FailureError) return { ok: false, failure: error.failure };
      if (!(error instanceof ConnectionError)) throw error;
      if (!lost) onConnection(false);
      lost = true;
      await pause(waitMs, undefined, { signal }).catch(() => undefined); // the signal is asked above
      waitMs = Math.min(LONGEST_PAUSE_MS, waitMs * 2);
    }
  }
}
