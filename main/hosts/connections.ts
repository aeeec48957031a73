// Limits the open connections, so that idle ones cannot take the files that the process may open.

import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The most connections if the process may open any number of files. A browser opens six. */
const MOST = 512;

/** Closes the connection that has been idle longest when one too many opens; the new one if every other is busy. */
export function limitConnections(server: Server, most = connectionLimit()): void {
  const busy = new Set<Socket>();
  /** Idle connections, the longest idle first. */
  const idle = new Set<Socket>();
  const forget = (socket: Socket): void => {
    busy.delete(socket);
    idle.delete(socket);
  };
  server.on(isSecure(server) ? 'secureConnection' : 'connection', (socket: Socket) => {
    idle.add(socket);
    socket.once('close', () => forget(socket));
    if (busy.size + idle.size <= most) return;
    const [longest = socket] = idle;
    forget(longest); // at once, because many connections can arrive before the first is closed
    longest.destroy();
  });
  server.on('request', ({ socket }, response) => {
    idle.delete(socket);
    busy.add(socket);
    response.once('close', () => {
      if (!busy.delete(socket) || socket.destroyed) return;
      idle.add(socket);
    });
  });
  // A connection counts above once it is encrypted. Until then only this limits it.
  if (isSecure(server)) server.maxConnections = most + 8;
}

function isSecure(server: Server): boolean {
  return 'setSecureContext' in server;
}

/** A quarter of the files that the process may open. The others are for studies, child processes and threads. */
function connectionLimit(): number {
  const files = /^Max open files +(\d+)/m.exec(limitsOfProcess())?.[1];
  return files === undefined ? MOST : Math.min(MOST, Math.max(8, Math.floor(Number(files) / 4)));
}

/** The process's limits as Linux lists them. Empty elsewhere, where Node does not reveal them cheaply. */
function limitsOfProcess(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
