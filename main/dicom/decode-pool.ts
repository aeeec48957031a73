// Decodes files in threads that may die alone: a file that crashes its thread, fills its memory or never ends is refused, its thread
// is replaced, and the next file is none the worse. Threads rather than processes: pixels change hands without a copy, and the codecs
// are WebAssembly, whose aborts and endless loops a thread survives or ends with.

import { Worker } from 'node:worker_threads';
import { failed, type Result } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import type { Inspection } from './inspect.ts';
import type { ReadOptions } from './read-radiograph.ts';

export interface DecodePool {
  /** `readRadiograph` in a thread. */
  readonly read: (file: Uint8Array, options?: ReadOptions) => Promise<Result<Radiograph>>;
  /** `inspectDicom` in a thread. */
  readonly inspect: (file: Uint8Array) => Promise<Result<Inspection>>;
  /** Ends the threads; files still waiting are refused. */
  readonly close: () => Promise<void>;
}

export interface DecodeChoices {
  /** Threads, started when first needed; 2 unless told otherwise. */
  readonly threads?: number;
  /** From handing a file over to its answer; a minute unless told otherwise. */
  readonly timeLimitMs?: number;
  /** Of one thread's own heap; pixels lie outside of it, bounded by the image size that the reader accepts. */
  readonly heapMegabytes?: number;
  /** The program of the threads, which a test may replace by one that misbehaves. */
  readonly program?: URL;
}

export type DecodeTask =
  | { readonly kind: 'read'; readonly file: Uint8Array; readonly options: ReadOptions }
  | { readonly kind: 'inspect'; readonly file: Uint8Array };

export type DecodeAnswer = { readonly result: Result<unknown> } | { readonly fault: string };

/** Idle threads keep no program from ending. */
export function openDecodePool(choices: DecodeChoices = {}): DecodePool {
  const { threads = 2, timeLimitMs = 60_000, heapMegabytes = 1024 } = choices;
  const program = choices.program ?? new URL('./decode-worker.ts', import.meta.url);
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: Job[] = [];
  let closed = false;

  const start = (): Worker => {
    const thread = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    // While it has no file nobody waits for it: it may then die unheard.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      all.delete(thread);
      if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1);
    });
    all.add(thread);
    return thread;
  };

  const run = async (job: Job): Promise<void> => {
    const thread = idle.pop() ?? start();
    const { result, alive } = await decodeIn(thread, job.task, timeLimitMs);
    thread.unref();
    if (alive && !closed) idle.push(thread);
    else all.delete(thread);
    job.settle(result);
    startWaiting();
  };

  const startWaiting = (): void => {
    while (idle.length > 0 || all.size < threads) {
      const job = waiting.shift();
      if (job === undefined) return;
      void run(job);
    }
  };

  const decode = async (task: DecodeTask): Promise<Result<unknown>> => {
    if (closed) return failed('stopped', 'Reading was stopped before this file was decoded.');
    const { promise, resolve } = Promise.withResolvers<Result<unknown>>();
    waiting.push({ task, settle: resolve });
    startWaiting();
    return promise;
  };

  return {
    // What comes back is what the thread's program, ours, made of the same task.
    read: async (file, options = {}) => (await decode({ kind: 'read', file: ownBytes(file), options })) as Result<Radiograph>,
    inspect: async (file) => (await decode({ kind: 'inspect', file: ownBytes(file) })) as Result<Inspection>,
    close: async () => {
      closed = true;
      for (const job of waiting.splice(0)) job.settle(failed('stopped', 'Reading was stopped before this file was decoded.'));
      await Promise.all([...all].map(async (thread) => thread.terminate()));
    },
  };
}

interface Job {
  readonly task: DecodeTask;
  readonly settle: (result: Result<unknown>) => void;
}

interface Outcome {
  readonly result: Result<unknown>;
  /** False where the thread has ended or cannot be trusted any more. */
  readonly alive: boolean;
}

/** Hands one file to a thread and waits for its answer, its death, or the time limit. */
async function decodeIn(thread: Worker, task: DecodeTask, timeLimitMs: number): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const lost = (result: Result<unknown>): void => resolve({ result, alive: false });
  const onMessage = (answer: DecodeAnswer): void =>
    'result' in answer ? resolve({ result: answer.result, alive: true }) : lost(crashed(answer.fault));
  const onError = (error: Error): void =>
    lost('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory() : crashed(error.message));
  const onExit = (code: number): void => lost(crashed(`its thread ended with ${code}`));
  const timer = setTimeout(() => lost(tooSlow(timeLimitMs)), timeLimitMs);
  thread.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
  thread.postMessage(task, [task.file.buffer as ArrayBuffer]); // `ownBytes` made it one
  const outcome = await promise;
  clearTimeout(timer);
  thread.off('message', onMessage).off('error', onError).off('exit', onExit);
  if (!outcome.alive) await thread.terminate();
  return outcome;
}

/** A copy that may be given away: the caller's bytes stay the caller's. */
function ownBytes(file: Uint8Array): Uint8Array {
  return new Uint8Array(file);
}

function tooSlow(timeLimitMs: number): Result<never> {
  return failed(
    'dicom-malformed',
    `The file was not decoded within ${Math.round(timeLimitMs / 100) / 10} seconds, as any radiograph is. It is damaged or made to harm; export it again from its source.`,
  );
}

function tooMuchMemory(): Result<never> {
  return failed(
    'out-of-memory',
    'Decoding the file took more memory than any radiograph needs. It is damaged or made to harm; export it again from its source.',
  );
}

function crashed(what: string): Result<never> {
  return failed(
    'unexpected',
    `Decoding the file broke off (${what.slice(0, 200)}). Other files are not affected; export it again from its source, and tell us of it.`,
  );
}
