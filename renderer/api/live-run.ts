// Follows a training run, even after the page was closed or the connection broke.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { LiveRun } from '../../main/domain/training/live-run.ts';
import { useWorkstation } from './workstation.tsx';

const RECONNECT_MS = 1000;

/** Returns the newest state of the run, or null before the first. Fetches its curves again after each epoch and at the end. */
export function useLiveRun(runId: string, running: boolean): LiveRun | null {
  const { client, queries } = useWorkstation();
  const cache = useQueryClient();
  const [live, setLive] = useState<LiveRun | null>(null);
  const open = useCallback((signal: AbortSignal) => client.training.follow({ runId }, { signal }), [client, runId]);
  const refresh = useCallback(() => cache.invalidateQueries({ queryKey: queries.training.key() }), [cache, queries]);
  useEffect(() => {
    if (!running) return;
    const leave = new AbortController();
    void keepFollowing(open, { onLive: setLive, onEpoch: refresh }, leave.signal);
    return () => leave.abort();
  }, [open, refresh, running]);
  return live?.runId === runId ? live : null;
}

interface Listeners {
  readonly onLive: (live: LiveRun) => void;
  /** An epoch was finished, or the run ended. */
  readonly onEpoch: () => Promise<unknown>;
}

/** Follows the run to its end. The run outlives the connection, so a broken one is opened again until the signal aborts. */
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
      // Leaving the page also ends here; the loop condition then stops.
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
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
