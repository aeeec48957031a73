// A child process of Node as a channel of messages.

import { fork } from 'node:child_process';
import type { ParentChannel, ProcessChannel } from './process-channel.ts';

/** Starts `file`. Typed arrays travel as they are; the child writes its errors to our error stream. */
export function startChild(file: string): ProcessChannel {
  const child = fork(file, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const { promise: exit, resolve: end } = Promise.withResolvers<string>();
  let startFailure: string | null = null;
  child.on('error', (error) => {
    startFailure = error.message;
    if (child.pid === undefined) end(error.message);
  });
  child.on('exit', (code, signal) => end(startFailure ?? (signal === null ? `exit code ${code}` : `signal ${signal}`)));
  return {
    send: (message) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node's type names less than structured cloning takes
      if (child.connected) child.send(message as object, () => undefined); // `onExit` reports a child that died
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exit.then(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The channel to the parent, from inside a child. */
export function parentOfThisProcess(): ParentChannel {
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
}
