// Decodes files in threads that may die alone, see `file-threads.ts`.

import type { Result } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import type { BurnedInCheck } from './burned-in/check-burned-in.ts';
import type { DecodeTask } from './decode-task.ts';
import type { DeidentifiedFile, DeidentifyFileOrder } from './deidentify/deidentify-file.ts';
import { openFileThreads, type ThreadChoices } from './file-threads.ts';
import type { Inspection } from './inspect.ts';
import type { ReadOptions } from './read-radiograph.ts';

export interface DecodePool {
  /** `readRadiograph` in a thread. */
  readonly read: (file: Uint8Array, options?: ReadOptions) => Promise<Result<Radiograph>>;
  /** `inspectDicom` in a thread. */
  readonly inspect: (file: Uint8Array) => Promise<Result<Inspection>>;
  /** `checkBurnedIn` in a thread. */
  readonly burnedIn: (file: Uint8Array) => Promise<Result<BurnedInCheck>>;
  /** `deidentifyFile` in a thread. */
  readonly deidentify: (file: Uint8Array, order: DeidentifyFileOrder) => Promise<Result<DeidentifiedFile>>;
  /** Ends the threads; files still waiting are refused. */
  readonly close: () => Promise<void>;
}

export interface DecodeChoices extends ThreadChoices {
  /** The program of the threads, which a test may replace by one that misbehaves. */
  readonly program?: URL;
}

/** Idle threads keep no program from ending. */
export function openDecodePool(choices: DecodeChoices = {}): DecodePool {
  const program = choices.program ?? new URL('./decode-worker.ts', import.meta.url);
  const threads = openFileThreads<DecodeTask>(program, choices);
  const decode = async (task: DecodeTask): Promise<Result<unknown>> => threads.run(task, [task.file.buffer as ArrayBuffer]); // `ownBytes` made it one
  return {
    // What comes back is what the thread's program, ours, made of the same task.
    read: async (file, options = {}) => (await decode({ kind: 'read', file: ownBytes(file), options })) as Result<Radiograph>,
    inspect: async (file) => (await decode({ kind: 'inspect', file: ownBytes(file) })) as Result<Inspection>,
    burnedIn: async (file) => (await decode({ kind: 'burned-in', file: ownBytes(file) })) as Result<BurnedInCheck>,
    deidentify: async (file, order) =>
      (await decode({ kind: 'deidentify', file: ownBytes(file), order })) as Result<DeidentifiedFile>,
    close: threads.close,
  };
}

/** A copy that may be given away: the caller's bytes stay the caller's. */
function ownBytes(file: Uint8Array): Uint8Array {
  return new Uint8Array(file);
}
