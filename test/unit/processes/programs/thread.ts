// A thread that behaves as each task says, well or badly.

import { parentPort } from 'node:worker_threads';
import { failed, success, type Result } from '../../../../main/domain/failure.ts';
import { answerTasks } from '../../../../main/processes/threads.ts';
import { THREAD_TASK, type ThreadTask } from './protocol.ts';

answerTasks(THREAD_TASK, answer, (value) =>
  value instanceof Float32Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
);

async function answer({ behaviour, numbers }: ThreadTask): Promise<Result<Float32Array | string>> {
  switch (behaviour) {
    case 'double':
      return success(numbers.map((number) => 2 * number));
    case 'refuse':
      return failed('not-dicom', 'This is not a radiograph.');
    case 'throw':
      throw new Error('planted');
    case 'die':
      return process.exit(7);
    case 'hang':
      for (;;);
    case 'hoard': {
      const hoard: object[] = [];
      // Node ends its whole process if many small objects grow old in one collection, beyond what it grants a thread to end in.
      for (;;) hoard.push(Array.from<number>({ length: 200_000 }).fill(1));
    }
    case 'babble':
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      parentPort?.postMessage('something that no protocol knows');
      return new Promise(() => undefined);
    case 'lie':
      return success('a word where numbers belong');
    case 'die-later':
      setTimeout(() => process.exit(7), 20);
      return success(numbers);
  }
}
