// Threads that decode files. Whatever a damaged or hostile file does to its thread becomes a failure of that file alone.

import { failed } from '../domain/failure.ts';
import { openThreads, type ThreadFailures, type ThreadLimits, type Threads } from '../processes/threads.ts';
import { dicomText } from './text.ts';

/** Opens threads whose program decodes one file for each task. If the program throws, the task fails. */
export function openDecodingThreads<Task>(program: URL, limits: ThreadLimits = {}): Threads<Task> {
  const threads = openThreads<Task>({ ...limits, program, failures: FAILURES });
  return {
    run: async (task, options) => {
      try {
        return await threads.run(task, options);
      } catch (error) {
        return { ok: false, failure: FAILURES.crashed(error instanceof Error ? error.message : String(error)) };
      }
    },
    close: threads.close,
  };
}

const FAILURES: ThreadFailures = {
  tooSlow: (timeLimitMs) => failed('dicom-malformed', dicomText.decoding.tooSlow(Math.round(timeLimitMs / 100) / 10)).failure,
  outOfMemory: () => failed('out-of-memory', dicomText.decoding.outOfMemory).failure,
  crashed: (reason) => failed('unexpected', dicomText.decoding.crashed(reason.slice(0, 200))).failure,
  closed: () => failed('stopped', dicomText.decoding.stopped).failure,
};
