// Runs work that may crash or run out of memory in an Electron utility process, which is a separate Node process.

import { basename } from 'node:path';
import type { ProcessChannel } from '../main/hosts/desktop.ts';
import type { ElectronPart } from './electron-part.ts';

/** Starts `file` as a utility process. Electron must be ready. */
export function startUtilityProcess(electron: Pick<ElectronPart, 'utilityProcess'>, file: string): ProcessChannel {
  const child = electron.utilityProcess.fork(file, [], {
    serviceName: `osteograde ${basename(file, '.js')}`,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let ended = false;
  let fatal: string | null = null;
  child.on('error', (type, location) => {
    fatal = `${type} at ${location}`;
  });
  return {
    send: (message) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.on('exit', (code) => {
        if (ended) return;
        ended = true;
        listener(fatal ?? `exit code ${code}`);
      });
    },
    kill: () => void child.kill(),
  };
}
