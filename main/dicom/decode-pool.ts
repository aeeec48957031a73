// Decodes files in separate threads. If a file crashes its thread, the program continues.

import type { z } from 'zod';
import type { Result } from '../domain/failure.ts';
import { RadiographSchema, type Radiograph } from '../domain/radiograph.ts';
import { siblingProgram } from '../processes/program.ts';
import type { ThreadLimits } from '../processes/threads.ts';
import { BurnedInCheckSchema, type BurnedInCheck } from './burned-in/check-burned-in.ts';
import type { DecodeTask } from './decode-task.ts';
import { openDecodingThreads } from './decoding-threads.ts';
import { DeidentifiedFileSchema, type DeidentifiedFile, type DeidentifyFileOrder } from './deidentify/deidentify-file.ts';
import { InspectionSchema, type Inspection } from './inspect.ts';
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
  /** Ends the threads and refuses the files that are still waiting. */
  readonly close: () => Promise<void>;
}

export interface DecodeChoices extends ThreadLimits {
  /** The program of the threads. A test may replace it by one that misbehaves. */
  readonly program?: URL;
}

/** Opens the pool. Idle threads do not keep the process alive. */
export function openDecodePool(choices: DecodeChoices = {}): DecodePool {
  const threads = openDecodingThreads<DecodeTask>(choices.program ?? siblingProgram('decode-worker', import.meta.url), choices);
  const decode = async <Value>(value: z.ZodType<Value>, task: DecodeTask): Promise<Result<Value>> => {
    const file = new Uint8Array(task.file); // the thread takes this copy, and the caller keeps the original
    return threads.run({ ...task, file }, { value, transfer: [file.buffer] });
  };
  return {
    read: async (file, options = {}) => decode(RadiographSchema, { kind: 'read', file, options }),
    inspect: async (file) => decode(InspectionSchema, { kind: 'inspect', file }),
    burnedIn: async (file) => decode(BurnedInCheckSchema, { kind: 'burned-in', file }),
    deidentify: async (file, order) => decode(DeidentifiedFileSchema, { kind: 'deidentify', file, order }),
    close: threads.close,
  };
}
