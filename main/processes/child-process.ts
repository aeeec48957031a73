// A child process of Node as a channel of messages.

import { fork } from 'node:child_process';
import { withLastWords, type HostProcess } from './last-words.ts';
import type { ErrorOutput, ParentChannel, ProcessChannel, ProcessTuning } from './process-channel.ts';

/** Starts `file`. Typed arrays travel as they are; `errorOutput` receives what the child writes to its error stream. */
export function startChild(
  file: string,
  args: readonly string[],
  errorOutput: ErrorOutput = printError,
  { flags = [], variables = {} }: ProcessTuning = {},
): ProcessChannel {
  const child = fork(file, args, {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', ...flags],
    env: { ...process.env, ...variables },
  });
  const { promise: exit, resolve: end } = Promise.withResolvers<string>();
  let startFailure: string | null = null;
  child.on('error', (error) => {
    startFailure = error.message;
    if (child.pid === undefined) end(error.message);
  });
  // `close` comes after `exit`, when the last words have been read.
  child.on('close', (code, signal) => end(startFailure ?? (signal === null ? `exit code ${code}` : `signal ${signal}`)));
  const host: HostProcess = {
    output: child.stdout,
    errors: child.stderr,
    send: (message) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node's type names less than structured cloning takes
      if (child.connected) child.send(message as object, () => undefined); // `onExit` reports a child that died
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exit.then(listener),
    kill: () => void child.kill('SIGKILL'),
  };
  return withLastWords(host, errorOutput);
}

function printError(lines: string): void {
  process.stderr.write(lines);
}

/** The channel to the parent, from inside a child. */
export function parentOfThisProcess(): ParentChannel {
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
}
