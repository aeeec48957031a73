// The channel to Electron's main process, from inside one of its utility processes.

import type { ParentChannel } from './process-channel.ts';

/** The part of Electron's `process.parentPort` that is used here. Electron's own types are known only to the shell. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** Null outside Electron. */
export function utilityParent(): ParentChannel | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only Electron adds it, and Node's types do not know it
  const port = (process as { readonly parentPort?: ParentPort }).parentPort;
  if (port === undefined) return null;
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
  };
}
