// Threads that decode files. Whatever a damaged or hostile file does to its thread becomes a failure of that file alone.

import { failed, type Failure } from '../domain/failure.ts';
import { openThreads, type ThreadFailures, type ThreadLimits, type Threads } from '../processes/threads.ts';

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
  tooSlow: (timeLimitMs) =>
    refusal(
      'dicom-malformed',
      `The file was not decoded within ${Math.round(timeLimitMs / 100) / 10} seconds. It may be damaged or made to do harm. Export it again from its source.`,
    ),
  outOfMemory: () =>
    refusal(
      'out-of-memory',
      'Decoding the file took more memory than any radiograph needs. It may be damaged or made to do harm. Export it again from its source.',
    ),
  crashed: (reason) =>
    refusal(
      'unexpected',
      `Decoding the file stopped unexpectedly (${reason.slice(0, 200)}). Other files are not affected. Export it again from its source, and report this error.`,
    ),
  closed: () => refusal('stopped', 'Reading stopped before this file was decoded.'),
};

function refusal(code: Failure['code'], message: string): Failure {
  return failed(code, message).failure;
}
