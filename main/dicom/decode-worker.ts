// The thread in which decode-pool.ts has files decoded: what a hostile file does to it ends with it.

import { parentPort } from 'node:worker_threads';
import type { Result } from '../domain/failure.ts';
import type { DecodeAnswer, DecodeTask } from './decode-pool.ts';
import { inspectDicom } from './inspect.ts';
import { readRadiograph } from './read-radiograph.ts';

parentPort?.on('message', (task: DecodeTask) => {
  void answered(task).then(({ answer, transfer }) => parentPort?.postMessage(answer, transfer));
});

async function answered(task: DecodeTask): Promise<{ answer: DecodeAnswer; transfer: ArrayBuffer[] }> {
  try {
    const result = await resultOf(task);
    return { answer: { result }, transfer: buffersOf(result) };
  } catch (error) {
    return { answer: { fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }, transfer: [] };
  }
}

async function resultOf(task: DecodeTask): Promise<Result<unknown>> {
  switch (task.kind) {
    case 'read':
      return readRadiograph(task.file, task.options);
    case 'inspect':
      return inspectDicom(task.file);
  }
}

/** A radiograph's pixels are handed over, not copied. */
function buffersOf(result: Result<unknown>): ArrayBuffer[] {
  if (!result.ok || typeof result.value !== 'object' || result.value === null || !('pixels' in result.value)) return [];
  const { pixels } = result.value;
  return pixels instanceof Float32Array && pixels.buffer instanceof ArrayBuffer ? [pixels.buffer] : [];
}
