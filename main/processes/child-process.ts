// A child process of Node as a channel of messages.

import { fork } from 'node:child_process';
import type { ParentChannel, ProcessChannel } from './process-channel.ts';

/** Starts `file`; typed arrays travel as they are, the child's error stream is ours. */
export function startChild(file: string): ProcessChannel {
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: quietly() });
  let ended = false;
  let startFailure: string | null = null;
  return {
    send: (message) => {
      if (!ended && child.connected) child.send(message as object, () => undefined); // a child that died tells so by its exit
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      const end = (reason: string): void => {
        if (ended) return;
        ended = true;
        listener(startFailure ?? reason);
      };
      child.on('error', (error) => {
        startFailure = error.message;
        if (child.pid === undefined) end(error.message);
      });
      child.on('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The channel to our parent, from inside a child. */
export function parentOfThisProcess(): ParentChannel {
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
}

function quietly(): string[] {
  return ['--disable-warning=ExperimentalWarning'];
}
