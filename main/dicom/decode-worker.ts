// The thread that decodes files for decode-pool.ts. A hostile file can only crash this thread.

import type { Result } from '../domain/failure.ts';
import { checkBurnedIn } from './burned-in/check-burned-in.ts';
import { deidentifyFile } from './deidentify/deidentify-file.ts';
import type { DecodeTask } from './decode-task.ts';
import { answerTasks } from '../processes/file-threads.ts';
import { inspectDicom } from './inspect.ts';
import { readRadiograph } from './read-radiograph.ts';

answerTasks(resultOf, buffersOf);

async function resultOf(task: DecodeTask): Promise<Result<unknown>> {
  switch (task.kind) {
    case 'read':
      return readRadiograph(task.file, task.options);
    case 'inspect':
      return inspectDicom(task.file);
    case 'burned-in':
      return checkBurnedIn(task.file);
    case 'deidentify':
      return deidentifyFile(task.file, task.order);
  }
}

/** A radiograph's pixels move to the caller without a copy. */
function buffersOf(result: Result<unknown>): ArrayBuffer[] {
  if (!result.ok || typeof result.value !== 'object' || result.value === null || !('pixels' in result.value)) return [];
  const { pixels } = result.value;
  return pixels instanceof Float32Array && pixels.buffer instanceof ArrayBuffer ? [pixels.buffer] : [];
}
