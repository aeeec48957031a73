// The thread that shows that the holder of a run's lease lives. Tells its parent once when another process has taken the lease.

import { utimesSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { codeOf } from '../../files/file-failure.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `startBeats` has written it
const { beat, everyMs } = workerData as { readonly beat: string; readonly everyMs: number };

const beats = setInterval(() => {
  const now = new Date();
  try {
    utimesSync(beat, now, now);
  } catch (error) {
    if (!['ENOENT', 'ESTALE'].includes(codeOf(error))) return; // a disk that fails for a moment is tried again
    clearInterval(beats);
    parentPort?.postMessage('lost', []);
  }
}, everyMs);
