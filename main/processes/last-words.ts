// What a watchdog writes to standard output before it kills its process for its memory, so that the parent learns the cause.

import type { ProcessChannel, ProcessEnd } from './process-channel.ts';

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
  /** Calls the listener once with the reason that the system gives. */
  readonly onExit: (listener: (reason: string) => void) => void;
}

/** Replaces the system's reason by the process's own. Drains its output, so that a talkative process is never blocked. */
export function withLastWords({ output, onExit, ...channel }: HostProcess): ProcessChannel {
  let kept = '';
  output?.on('data', (chunk: Buffer | string) => {
    kept = (kept + chunk.toString()).slice(-KEPT_CHARACTERS);
  });
  return { ...channel, onExit: (listener) => onExit((reason) => listener(endFrom(kept, reason))) };
}
