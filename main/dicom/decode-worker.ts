// The thread that decodes files for decode-pool.ts. A hostile file can only crash this thread.

import type { Result } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { answerTasks } from '../processes/threads.ts';
import { checkBurnedIn, type BurnedInCheck } from './burned-in/check-burned-in.ts';
import { DecodeTaskSchema, type DecodeTask } from './decode-task.ts';
import { deidentifyFile, type DeidentifiedFile } from './deidentify/deidentify-file.ts';
import { inspectDicom, type Inspection } from './inspect.ts';
import { readRadiograph } from './read-radiograph.ts';

type Decoded = Radiograph | Inspection | BurnedInCheck | DeidentifiedFile;

answerTasks(DecodeTaskSchema, decode, buffersOf);

async function decode(task: DecodeTask): Promise<Result<Decoded>> {
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
function buffersOf(decoded: Decoded): ArrayBuffer[] {
  if (!('pixels' in decoded && decoded.pixels instanceof Float32Array)) return [];
  return decoded.pixels.buffer instanceof ArrayBuffer ? [decoded.pixels.buffer] : [];
}
