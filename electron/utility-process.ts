// Runs work that may crash or run out of memory in an Electron utility process, which is a separate Node process.

import { basename } from 'node:path';
import type { HostProcess } from '../main/hosts/desktop.ts';
import type { ElectronPart } from './electron-part.ts';

/** Starts `file` as a utility process. Electron must be ready. */
export function startUtilityProcess(
  electron: Pick<ElectronPart, 'utilityProcess'>,
  file: string,
  args: readonly string[],
): HostProcess {
  const child = electron.utilityProcess.fork(file, [...args], {
    serviceName: `osteograde ${basename(file, '.js')}`,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise: exit, resolve: end } = Promise.withResolvers<string>();
  let ended = false;
  let killed = false;
  let fatal: string | null = null;
  const kill = (): void => {
    killed = true;
    // `child.kill` sends SIGTERM, which a blocked process does not hear.
    if (child.pid === undefined) child.kill();
    else killNow(child.pid);
  };
  // A process cannot be killed before it has its id.
  child.on('spawn', () => {
    if (killed) kill();
  });
  child.on('error', (type, location) => {
    fatal = `${type} at ${location}`;
  });
  child.on('exit', (code) => {
    ended = true;
    end(fatal ?? `exit code ${code}`);
  });
  return {
    output: child.stdout,
    errors: child.stderr,
    send: (message) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exit.then(listener),
    kill: () => {
      if (!ended) kill();
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // The process may have ended before its exit was reported.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
