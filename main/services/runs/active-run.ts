// The run that is training now: its live state, and the pages that follow it.

import { setTimeout as pause } from 'node:timers/promises';
import type { LiveRun } from '../../domain/training/live-run.ts';
import type { LiveState } from '../../learning/run/live-run.ts';
import type { StudySession } from '../study/study-session.ts';

export interface ActiveRun {
  readonly session: StudySession;
  readonly runId: string;
  jobId: string;
  state: LiveState;
  /** Resolved and replaced at each change, which wakes the followers. */
  changed: PromiseWithResolvers<void>;
  /** How the run ends if it ends before its last epoch. */
  ending: 'paused' | 'stopped';
  /** True if a person ended it. Otherwise a run on a workstation continues there while this program is closed. */
  asked: boolean;
}

/** A page hears of a run at most this often. */
const SHORTEST_PAUSE_MS = 250;

/** Changes the state of the run and wakes its followers. */
export function changeState(run: ActiveRun, state: LiveState): void {
  run.state = state;
  run.changed.resolve();
  run.changed = Promise.withResolvers();
}

/** Yields the state of the run now and after each change, until the run ends or the follower leaves. */
export async function* followActiveRun(run: ActiveRun, signal?: AbortSignal): AsyncGenerator<LiveRun, void, void> {
  const followerLeft = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  for (;;) {
    const { changed, state } = run;
    yield state.live;
    if (state.live.state !== 'running') return;
    await Promise.race([changed.promise, followerLeft]);
    if (signal?.aborted === true) return;
    await pause(SHORTEST_PAUSE_MS);
  }
}
