// Threads that work on files and may die alone: a file that crashes its thread, fills its memory or never ends is refused, its thread
// is replaced, and the next file is none the worse. Threads rather than processes: pixels change hands without a copy, and the codecs
// are WebAssembly, whose aborts and endless loops a thread survives or ends with.

import { parentPort, Worker } from 'node:worker_threads';
import { failed, type Result } from '../domain/failure.ts';

export interface FileThreads<Task> {
  /** The answer of one thread's program to the task. What is in `transfer` is given away. */
  readonly run: (task: Task, transfer?: readonly ArrayBuffer[]) => Promise<Result<unknown>>;
  /** Ends the threads; tasks still waiting are refused. */
  readonly close: () => Promise<void>;
}

export interface ThreadChoices {
  /** Threads, started when first needed; 2 unless told otherwise. */
  readonly threads?: number;
  /** From handing a file over to its answer; a minute unless told otherwise. */
  readonly timeLimitMs?: number;
  /** Of one thread's own heap; pixels lie outside of it, bounded by the image size that the reader accepts. */
  readonly heapMegabytes?: number;
}

type Answer = { readonly result: Result<unknown> } | { readonly fault: string };

/** In a thread's program: answers every task by `work`; the buffers that `given` finds in a result change hands without a copy. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what the program's own pool sends it
export function answerTasks<Task>(
  work: (task: Task) => Promise<Result<unknown>>,
  given: (result: Result<unknown>) => ArrayBuffer[],
): void {
  const answered = async (task: Task): Promise<{ answer: Answer; transfer: ArrayBuffer[] }> => {
    try {
      const result = await work(task);
      return { answer: { result }, transfer: given(result) };
    } catch (error) {
      return { answer: { fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }, transfer: [] };
    }
  };
  parentPort?.on('message', (task: Task) => {
    void answered(task).then(({ answer, transfer }) => parentPort?.postMessage(answer, transfer));
  });
}

/** Idle threads keep no program from ending. */
export function openFileThreads<Task>(program: URL, choices: ThreadChoices = {}): FileThreads<Task> {
  const { threads = 2, timeLimitMs = 60_000, heapMegabytes = 1024 } = choices;
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: Job<Task>[] = [];
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

  const run = async (job: Job<Task>): Promise<void> => {
    const thread = idle.pop() ?? start();
    const { result, alive } = await workIn(thread, job, timeLimitMs);
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

  return {
    run: async (task, transfer = []) => {
      if (closed) return stopped();
      const { promise, resolve } = Promise.withResolvers<Result<unknown>>();
      waiting.push({ task, transfer, settle: resolve });
      startWaiting();
      return promise;
    },
    close: async () => {
      closed = true;
      for (const job of waiting.splice(0)) job.settle(stopped());
      await Promise.all([...all].map(async (thread) => thread.terminate()));
    },
  };
}

interface Job<Task> {
  readonly task: Task;
  readonly transfer: readonly ArrayBuffer[];
  readonly settle: (result: Result<unknown>) => void;
}

interface Outcome {
  readonly result: Result<unknown>;
  /** False where the thread has ended or cannot be trusted any more. */
  readonly alive: boolean;
}

/** Hands one file to a thread and waits for its answer, its death, or the time limit. */
async function workIn<Task>(thread: Worker, { task, transfer }: Job<Task>, timeLimitMs: number): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const lost = (result: Result<unknown>): void => resolve({ result, alive: false });
  const onMessage = (answer: Answer): void =>
    'result' in answer ? resolve({ result: answer.result, alive: true }) : lost(crashed(answer.fault));
  const onError = (error: Error): void =>
    lost('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory() : crashed(error.message));
  const onExit = (code: number): void => lost(crashed(`its thread ended with ${code}`));
  const timer = setTimeout(() => lost(tooSlow(timeLimitMs)), timeLimitMs);
  thread.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
  thread.postMessage(task, transfer);
  const outcome = await promise;
  clearTimeout(timer);
  thread.off('message', onMessage).off('error', onError).off('exit', onExit);
  if (!outcome.alive) await thread.terminate();
  return outcome;
}

function stopped(): Result<never> {
  return failed('stopped', 'Reading was stopped before this file was decoded.');
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
