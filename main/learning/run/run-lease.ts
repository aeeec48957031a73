// One writer for the folder of a run, on this machine and on all that share its disk. Whoever trains in it holds its lease
// (`files/folder-lease.ts`) and shows by a thread that it lives, because training keeps the main thread busy for long.

import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { failed, FailureError, success, type Result } from '../../domain/failure.ts';
import { livingHolder, takeFolderLease, type FolderLease, type Holder } from '../../files/folder-lease.ts';
import { makeFolder } from '../../files/write-whole.ts';
import { siblingProgram } from '../../processes/program.ts';
import { runText } from '../text/run.ts';

export type RunLease = Pick<FolderLease, 'write' | 'check' | 'draft'>;

export interface LeaseChoices {
  /** Stops the wait for a holder that gives no sign of life. */
  readonly signal: AbortSignal;
  /** Called with a sentence if such a wait begins. */
  readonly onWait: (words: string) => void;
  /** How long a holder may give no sign of life: 60 s, see `files/folder-lease.ts`. */
  readonly ttlMs?: number;
}

const TTL_MS = 60_000;
const SELF: Holder = { pid: process.pid, host: hostname() };

/**
 * Works with the lease of the run's folder, which is created if missing. The work's signal is aborted after `signal`, and when another
 * process has taken the folder over. Fails with `study-busy` if another process holds or took the lease, with `stopped` after the signal.
 */
export async function withRunLease<T>(
  folder: string,
  { signal, onWait, ttlMs = TTL_MS }: LeaseChoices,
  work: (lease: RunLease, signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  await makeFolder(folder);
  const clock = {
    milliseconds: () => performance.now(),
    pause: (milliseconds: number) => pause(milliseconds, undefined, { signal }),
    ttlMs,
  };
  const waits = ({ pid, host }: Holder): void =>
    onWait(runText.start.waitsForLease({ folder, pid, host, seconds: ttlMs / 1000 }));
  const taken = await takeFolderLease(folder, SELF, { clock, onWait: waits }).catch((error: unknown) => {
    if (signal.aborted) return failed('stopped', runText.start.stopped);
    if (error instanceof FailureError) return { ok: false as const, failure: error.failure };
    throw error;
  });
  if ('failure' in taken) return taken;
  if ('holder' in taken) return busy(folder, taken.holder);
  const { lease } = taken;
  const beats = startBeats(lease.beat, ttlMs / 30);
  try {
    const result = await work(lease, AbortSignal.any([signal, beats.lost]));
    await lease.check();
    return result;
  } catch (error) {
    // What was being written when the folder was taken over has failed in a way of its own.
    const lost = await lease.check().catch((reason: unknown) => reason);
    const reason = lost ?? error;
    if (reason instanceof FailureError) return { ok: false, failure: reason.failure };
    throw reason;
  } finally {
    await beats.end();
    await lease.release();
  }
}

/** Fails with `study-busy` while a process of this machine holds the lease. Of other machines only `withRunLease` can tell. */
export async function runIsFree(folder: string): Promise<Result<null>> {
  const holder = await livingHolder(folder, SELF);
  return holder === null ? success(null) : busy(folder, holder);
}

function busy(folder: string, { pid, host }: Holder): Result<never> {
  return failed('study-busy', runText.start.stillEnding({ folder, pid, host }));
}

/** Beats until `end`. `lost` is aborted when another process has taken the lease. */
function startBeats(beat: string, everyMs: number): { readonly lost: AbortSignal; readonly end: () => Promise<unknown> } {
  const lost = new AbortController();
  const thread = new Worker(siblingProgram('lease-thread', import.meta.url), { workerData: { beat, everyMs } });
  thread.once('message', () => lost.abort());
  thread.once('error', () => lost.abort()); // without beats the lease will be taken over
  thread.unref();
  return { lost: lost.signal, end: () => thread.terminate() };
}
