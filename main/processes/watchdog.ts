// Bounds a child process from inside. A thread looks after the process, because the main thread may be blocked in a loop or in native
// code, where neither a signal handler nor the end of the message channel would be noticed.

import { Worker } from 'node:worker_threads';
import { boundsFrom } from './bounds.ts';
import { siblingProgram } from './program.ts';

/**
 * Kills this process when its memory exceeds its bound, or when its parent has been gone for too long. Every child program calls this
 * first. The bounds are in the arguments (`boundsArguments`).
 */
export function startWatchdog(args: readonly string[] = process.argv.slice(2)): void {
  const thread = new Worker(siblingProgram('watchdog-thread', import.meta.url), { workerData: boundsFrom(args) });
  thread.unref(); // The process ends when its own work does.
}
