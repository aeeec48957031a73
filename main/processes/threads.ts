// Threads for tasks that may crash, exhaust their memory or never end. Such a task fails alone: its thread is replaced and the other tasks
// continue. Threads rather than processes, because pixels move between threads without a copy. Every message is parsed on both sides.

import { parentPort, Worker } from 'node:worker_threads';
import { z } from 'zod';
import { FailureSchema, type Failure, type Result } from '../domain/failure.ts';

export interface Threads<Task> {
  /** Runs the task in a thread. An exception in the thread is thrown here with its stack as the cause. */
  readonly run: <Value>(task: Task, options: TaskOptions<Value>) => Promise<Result<Value>>;
  /** Ends the threads. Unfinished tasks fail with `failures.closed`. */
  readonly close: () => Promise<void>;
}

interface TaskOptions<Value> {
  /** The schema of the result's value. Checks typed arrays by their class, never by their elements. */
  readonly value: z.ZodType<Value>;
  /** These buffers move to the thread and are empty afterwards. */
  readonly transfer?: readonly ArrayBuffer[];
}

export interface ThreadLimits {
  /** The number of threads, 2 by default. Each starts when it is first needed. */
  readonly threads?: number;
  /** From the start of a task to its answer, one minute by default. */
  readonly timeLimitMs?: number;
  /** The limit of one thread's heap, 1024 by default. Does not count typed arrays. */
  readonly heapMegabytes?: number;
}

export interface ThreadChoices extends ThreadLimits {
  /** The program of the threads. It calls `answerTasks`. */
  readonly program: URL;
  readonly failures: ThreadFailures;
}

/** The failures of tasks that got no answer. */
export interface ThreadFailures {
  readonly tooSlow: (timeLimitMs: number) => Failure;
  readonly outOfMemory: () => Failure;
  readonly crashed: (reason: string) => Failure;
  readonly closed: () => Failure;
}

const ANSWER = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), value: z.unknown() }),
  z.object({ kind: z.literal('failure'), failure: FailureSchema }),
  z.object({ kind: z.literal('fault'), message: z.string(), stack: z.string() }),
]);

type Answer = z.infer<typeof ANSWER>;

/** Opens the threads. While idle they do not keep the process alive. */
export function openThreads<Task>(choices: ThreadChoices): Threads<Task> {
  const { program, failures, threads = 2, timeLimitMs = 60_000, heapMegabytes = 1024 } = choices;
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: WaitingTask<Task>[] = [];
  let closed = false;

  const start = (): Worker => {
    const thread = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    thread.on('error', () => undefined); // `answerOf` reports the death of a thread at work, and an idle one is replaced
    thread.on('exit', () => {
      all.delete(thread);
      if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1);
    });
    all.add(thread);
    return thread;
  };

  const runIn = async (thread: Worker, task: WaitingTask<Task>): Promise<void> => {
    const { answer, alive } = await answerOf(thread, task, { timeLimitMs, failures });
    if (!alive) await thread.terminate();
    if (alive && !closed) {
      thread.unref();
      idle.push(thread);
    } else if (!alive) all.delete(thread); // otherwise `close` ends it, and its end must keep the process alive
    task.settle(closed && !alive ? refusal(failures.closed()) : answer);
    startWaiting();
  };

  const startWaiting = (): void => {
    while (idle.length > 0 || all.size < threads) {
      const task = waiting.shift();
      if (task === undefined) return;
      void runIn(idle.pop() ?? start(), task);
    }
  };

  return {
    run: async (task, { value, transfer = [] }) => {
      if (closed) return { ok: false, failure: failures.closed() };
      const { promise, resolve } = Promise.withResolvers<Answer>();
      waiting.push({ task, transfer, settle: resolve });
      startWaiting();
      return resultFrom(await promise, value);
    },
    close: async () => {
      closed = true;
      for (const task of waiting.splice(0)) task.settle(refusal(failures.closed()));
      await Promise.all([...all].map(async (thread) => thread.terminate()));
    },
  };
}

interface WaitingTask<Task> {
  readonly task: Task;
  readonly transfer: readonly ArrayBuffer[];
  readonly settle: (answer: Answer) => void;
}

interface Outcome {
  readonly answer: Answer;
  /** False if the thread has ended or may be damaged. */
  readonly alive: boolean;
}

/** Gives the task to the thread and waits for its answer, its death or the time limit. */
async function answerOf<Task>(
  thread: Worker,
  { task, transfer }: WaitingTask<Task>,
  { timeLimitMs, failures }: { readonly timeLimitMs: number; readonly failures: ThreadFailures },
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const lose = (answer: Answer): void => resolve({ answer, alive: false });
  const crash = (reason: string): void => lose(refusal(failures.crashed(reason)));
  const onMessage = (message: unknown): void => {
    const answer = ANSWER.safeParse(message);
    if (!answer.success) return crash('it sent a message of an unknown form');
    resolve({ answer: answer.data, alive: answer.data.kind !== 'fault' });
  };
  const onError = (error: Error): void =>
    'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? lose(refusal(failures.outOfMemory())) : crash(error.message);
  const onExit = (code: number): void => crash(`exit code ${code}`);
  const timer = setTimeout(() => lose(refusal(failures.tooSlow(timeLimitMs))), timeLimitMs);
  thread.on('message', onMessage).on('messageerror', onError).on('error', onError).on('exit', onExit).ref();
  try {
    thread.postMessage(task, transfer);
    return await promise;
  } catch (error) {
    return { answer: faultOf(error), alive: false };
  } finally {
    clearTimeout(timer);
    thread.off('message', onMessage).off('messageerror', onError).off('error', onError).off('exit', onExit);
  }
}

function resultFrom<Value>(answer: Answer, schema: z.ZodType<Value>): Result<Value> {
  switch (answer.kind) {
    case 'value': {
      const value = schema.safeParse(answer.value);
      if (value.success) return { ok: true, value: value.data };
      throw new Error('The thread sent an answer of an unknown form', { cause: value.error });
    }
    case 'failure':
      return { ok: false, failure: answer.failure };
    case 'fault':
      throw new Error(answer.message, { cause: answer.stack });
  }
}

function refusal(failure: Failure): Answer {
  return { kind: 'failure', failure };
}

function faultOf(error: unknown): Answer {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'fault', message, stack };
}

/** The program of a thread: answers each task. The buffers that `buffersOf` finds in a value move to the caller without a copy. */
export function answerTasks<Task, Value>(
  schema: z.ZodType<Task>,
  work: (task: Task) => Result<Value> | Promise<Result<Value>>,
  buffersOf: (value: Value) => ArrayBuffer[] = () => [],
): void {
  const post = (answer: Answer, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(answer, transfer);
  const answer = async (message: unknown): Promise<void> => {
    try {
      const result = await work(schema.parse(message));
      if (result.ok) post({ kind: 'value', value: result.value }, buffersOf(result.value));
      else post({ kind: 'failure', failure: result.failure });
    } catch (error) {
      post(faultOf(error));
    }
  };
  parentPort?.on('message', (message: unknown) => void answer(message));
}
