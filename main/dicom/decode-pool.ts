// Decodes files in separate threads, see `file-threads.ts`. If a file crashes its thread, the program continues.

import type { Result } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import type { BurnedInCheck } from './burned-in/check-burned-in.ts';
import type { DecodeTask } from './decode-task.ts';
import type { DeidentifiedFile, DeidentifyFileOrder } from './deidentify/deidentify-file.ts';
import { openFileThreads, type ThreadChoices } from '../processes/file-threads.ts';
import type { Inspection } from './inspect.ts';
import type { ReadOptions } from './read-radiograph.ts';

export interface DecodePool {
  /** Runs `readRadiograph` in a thread. */
  readonly read: (file: Uint8Array, options?: ReadOptions) => Promise<Result<Radiograph>>;
  /** Runs `inspectDicom` in a thread. */
  readonly inspect: (file: Uint8Array) => Promise<Result<Inspection>>;
  /** Runs `checkBurnedIn` in a thread. */
  readonly burnedIn: (file: Uint8Array) => Promise<Result<BurnedInCheck>>;
  /** Runs `deidentifyFile` in a thread. */
  readonly deidentify: (file: Uint8Array, order: DeidentifyFileOrder) => Promise<Result<DeidentifiedFile>>;
  /** Ends the threads and refuses the files that still wait. */
  readonly close: () => Promise<void>;
}

export interface DecodeChoices extends ThreadChoices {
  /** The program of the threads. A test may replace it by one that misbehaves. */
  readonly program?: URL;
}

/** Opens the pool. Idle threads do not keep the process alive. */
export function openDecodePool(choices: DecodeChoices = {}): DecodePool {
  const program = choices.program ?? new URL('./decode-worker.ts', import.meta.url);
  const threads = openFileThreads<DecodeTask>(program, choices);
  const decode = async (task: DecodeTask): Promise<Result<unknown>> => threads.run(task, [task.file.buffer as ArrayBuffer]); // `ownBytes` allocates an ArrayBuffer
  return {
    // decode-worker.ts returns the type that belongs to the task.
    read: async (file, options = {}) => (await decode({ kind: 'read', file: ownBytes(file), options })) as Result<Radiograph>,
    inspect: async (file) => (await decode({ kind: 'inspect', file: ownBytes(file) })) as Result<Inspection>,
    burnedIn: async (file) => (await decode({ kind: 'burned-in', file: ownBytes(file) })) as Result<BurnedInCheck>,
    deidentify: async (file, order) =>
      (await decode({ kind: 'deidentify', file: ownBytes(file), order })) as Result<DeidentifiedFile>,
    close: threads.close,
  };
}

/** Copies the bytes, because the thread takes its copy over and the caller keeps the original. */
function ownBytes(file: Uint8Array): Uint8Array {
  return new Uint8Array(file);
}
