// What a watchdog writes to standard output before it kills its process for its memory, so that the parent learns the cause.

import type { ErrorOutput, ProcessChannel, ProcessEnd } from './process-channel.ts';

export function lastWords(megabytes: number): string {
  return `\nosteograde-watchdog memory ${megabytes}\n`;
}

/** Why a process ended: its last words if it left any, else the reason that the system gives. */
function endFrom(output: string, reason: string): ProcessEnd {
  const megabytes = /\nosteograde-watchdog memory (\d+)\n$/.exec(output)?.[1];
  return megabytes === undefined ? { kind: 'died', reason } : { kind: 'memory', megabytes: Number(megabytes) };
}

const KEPT_CHARACTERS = 200;

/** A process as a host starts it. */
export interface HostProcess extends Omit<ProcessChannel, 'onExit'> {
  /** Its standard output. */
  readonly output: NodeJS.ReadableStream | null;
  /** Its standard error. */
  readonly errors: NodeJS.ReadableStream | null;
  /** Calls the listener once with the reason that the system gives. */
  readonly onExit: (listener: (reason: string) => void) => void;
}

/** Replaces the system's reason by the process's own. Drains its outputs, so that a talkative process is never blocked. */
export function withLastWords({ output, errors, onExit, ...channel }: HostProcess, errorOutput: ErrorOutput): ProcessChannel {
  passLines(errors, errorOutput);
  let kept = '';
  output?.on('data', (chunk: Buffer | string) => {
    kept = (kept + chunk.toString()).slice(-KEPT_CHARACTERS);
  });
  return { ...channel, onExit: (listener) => onExit((reason) => listener(endFrom(kept, reason))) };
}

/** A line without an end is passed on in pieces of this length. */
const LONGEST_LINE = 64_000;

/** Passes on whole lines, because a path that is cut in two would not be recognised as one. */
function passLines(stream: NodeJS.ReadableStream | null, listener: ErrorOutput): void {
  let kept = '';
  stream?.on('data', (chunk: Buffer | string) => {
    const text = kept + chunk.toString();
    const end = text.length > LONGEST_LINE ? text.length : text.lastIndexOf('\n') + 1;
    kept = text.slice(end);
    if (end > 0) listener(text.slice(0, end));
  });
  stream?.on('end', () => {
    if (kept !== '') listener(kept);
  });
}
