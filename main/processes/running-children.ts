// The child processes that a host has started and that still run, so that a shutdown can end them all.

import type { ProcessChannel, StartProcess } from './process-channel.ts';

export interface RunningChildren {
  readonly start: StartProcess;
  /** Kills every process that still runs, and each that is started later. */
  readonly endAll: () => void;
}

export function trackChildren(start: StartProcess): RunningChildren {
  const running = new Set<ProcessChannel>();
  let ended = false;
  return {
    start: (...program) => {
      const child = start(...program);
      running.add(child);
      child.onExit(() => running.delete(child));
      if (ended) child.kill();
      return child;
    },
    endAll: () => {
      ended = true;
      for (const child of running) child.kill();
    },
  };
}
