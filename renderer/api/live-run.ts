// A training run as it goes, taken up again wherever the page was closed or the connection broke.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { LiveRun } from '../../main/domain/training/live-run.ts';
import { useWorkstation } from './workstation.tsx';

const AGAIN_MS = 1000;

/** The newest picture of the run, null before the first; asks anew for its curves at each finished epoch and at its end. */
export function useLiveRun(runId: string, running: boolean): LiveRun | null {
  const { client, queries } = useWorkstation();
  const cache = useQueryClient();
  const [live, setLive] = useState<LiveRun | null>(null);
  const open = useCallback((signal: AbortSignal) => client.training.follow({ runId }, { signal }), [client, runId]);
  const refresh = useCallback(() => cache.invalidateQueries({ queryKey: queries.training.key() }), [cache, queries]);
  useEffect(() => {
    if (!running) return;
    const leaving = new AbortController();
    void keepFollowing(open, { onLive: setLive, onEpoch: refresh }, leaving.signal);
    return () => leaving.abort();
  }, [open, refresh, running]);
  return live?.runId === runId ? live : null;
}

interface Listeners {
  readonly onLive: (live: LiveRun) => void;
  /** An epoch was finished, or the run ended. */
  readonly onEpoch: () => Promise<unknown>;
}

/** Follows to the run's end. The run outlives the connection: where that breaks, it is opened again, until the signal. */
async function keepFollowing(
  open: (signal: AbortSignal) => Promise<AsyncIterable<LiveRun>>,
  listeners: Listeners,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow(await open(signal), listeners);
      return;
    } catch {
      // Leaving the page ends here too, and is seen by the loop.
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

async function follow(steps: AsyncIterable<LiveRun>, { onLive, onEpoch }: Listeners): Promise<void> {
  let epochsDone: number | null = null;
  for await (const live of steps) {
    onLive(live);
    if (live.state !== 'running' || (epochsDone !== null && live.epochsDone !== epochsDone)) await onEpoch();
    epochsDone = live.epochsDone;
  }
}
