// The thread of a watchdog. It only polls, and it kills the process that it belongs to.

import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { KnownBounds } from './bounds.ts';
import { endNow } from './end-now.ts';
import { lastWords } from './last-words.ts';

const POLL_MS = 100;
/** How long the parent has to read the last words before the process is gone. */
const LAST_WORDS_MS = 50;
const STANDARD_OUTPUT = 1;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `startWatchdog` has parsed it
const { parent, megabytes, orphanMs } = workerData as KnownBounds;
/** On Windows, and if the system has put a process in between, only the parent's own id tells whether it lives. */
const directChild = process.platform !== 'win32' && process.ppid === parent;
let orphanedAt: number | null = null;

setInterval(() => {
  if (process.memoryUsage.rss() > megabytes * 1e6) endForMemory();
  if (parentLives()) return;
  orphanedAt ??= performance.now();
  if (performance.now() - orphanedAt >= orphanMs) endNow();
}, POLL_MS);

function endForMemory(): void {
  try {
    writeSync(STANDARD_OUTPUT, lastWords(megabytes));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_WORDS_MS);
  } finally {
    endNow();
  }
}

function parentLives(): boolean {
  if (directChild) return process.ppid === parent;
  try {
    return process.kill(parent, 0);
  } catch (error) {
    // Without permission to send it a signal, it is there all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
