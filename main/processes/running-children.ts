// The child processes that a host has started and that still run, so that a shutdown can end them all.

import type { ProcessChannel, StartProcess } from './process-channel.ts';

export interface RunningChildren {
  readonly start: StartProcess;
  /** Kills every process that still runs. */
  readonly endAll: () => void;
}

export function trackChildren(start: StartProcess): RunningChildren {
  const running = new Set<ProcessChannel>();
  return {
    start: (...program) => {
      const child = start(...program);
      running.add(child);
      child.onExit(() => running.delete(child));
      return child;
    },
    endAll: () => {
      for (const child of running) child.kill();
    },
  };
}
