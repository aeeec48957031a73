// Calls to another process that may die: each call gets events while it works and one result, or a failure when the process ended.
// Every message is parsed on both sides, because the two sides can be of different versions and a dying process may send anything.

import { z } from 'zod';
import { FailureSchema, type Failure, type Result } from '../domain/failure.ts';
import type { ParentChannel, ProcessChannel } from './process-channel.ts';

/** The schemas of what is asked and of what is reported meanwhile. Both sides share one protocol. */
export interface CallProtocol<Call, Event> {
  readonly call: z.ZodType<Call>;
  readonly event: z.ZodType<Event>;
}

export interface CallerChoices<Call, Event> {
  readonly protocol: CallProtocol<Call, Event>;
  /** Starts the process: for the first call, and again after it has ended. */
  readonly start: () => ProcessChannel;
  /** The failure of a call whose process ended before it answered. */
  readonly died: (reason: string, call: Call) => Failure;
  /** How long a call may take to stop after its signal before the process is killed; 30 seconds by default. */
  readonly patienceMs?: number;
}

export interface CallOptions<Value, Event> {
  /** The schema of the result's value. */
  readonly value: z.ZodType<Value>;
  readonly onEvent?: (event: Event) => void;
  readonly signal?: AbortSignal;
}

export interface Caller<Call, Event> {
  /** Sends the call. An exception inside the other process is thrown here with its stack as the cause. */
  readonly call: <Value>(call: Call, options: CallOptions<Value, Event>) => Promise<Result<Value>>;
  /** Kills the process and waits for its end. Calls under way end as if it had died. */
  readonly close: () => Promise<void>;
}

const REQUEST = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number(), call: z.unknown() }),
  z.object({ kind: z.literal('stop'), id: z.number() }),
]);

const ANSWER = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), id: z.number(), event: z.unknown() }),
  z.object({ kind: z.literal('value'), id: z.number(), value: z.unknown() }),
  z.object({ kind: z.literal('failure'), id: z.number(), failure: FailureSchema }),
  z.object({ kind: z.literal('fault'), id: z.number(), message: z.string(), stack: z.string() }),
]);

type Request = z.infer<typeof REQUEST>;
type Answer = z.infer<typeof ANSWER>;

const PATIENCE_MS = 30_000;

export function openCaller<Call, Event>(choices: CallerChoices<Call, Event>): Caller<Call, Event> {
  const { start, died, patienceMs = PATIENCE_MS } = choices;
  let process: RunningProcess | null = null;
  let lastId = 0;

  const running = (): RunningProcess => {
    if (process !== null) return process;
    const ended = Promise.withResolvers<void>();
    const started: RunningProcess = { channel: start(), calls: new Map(), ended: ended.promise };
    const end = (reason: string): void => {
      if (process === started) process = null;
      for (const call of started.calls.values()) call.end(reason);
    };
    started.channel.onMessage((message) => {
      if (receive(started.calls, message)) return;
      end('it sent a message of an unknown form');
      started.channel.kill();
    });
    started.channel.onExit((reason) => {
      end(reason);
      ended.resolve();
    });
    process = started;
    return started;
  };

  return {
    call: async (call, { value, onEvent, signal }) => {
      const { channel, calls } = running();
      const id = (lastId += 1);
      const { promise, resolve, reject } = Promise.withResolvers<Result<z.infer<typeof value>>>();
      calls.set(id, {
        event: (event) => onEvent?.(choices.protocol.event.parse(event)),
        value: (raw) => resolve({ ok: true, value: value.parse(raw) }),
        failure: (failure) => resolve({ ok: false, failure }),
        fault: reject,
        end: (reason) => resolve({ ok: false, failure: died(reason, call) }),
      });
      let killTimer: ReturnType<typeof setTimeout> | undefined;
      const stop = (): void => {
        channel.send({ kind: 'stop', id } satisfies Request);
        killTimer = setTimeout(channel.kill, patienceMs);
      };
      signal?.addEventListener('abort', stop, { once: true });
      channel.send({ kind: 'call', id, call } satisfies Request);
      if (signal?.aborted === true) stop();
      try {
        return await promise;
      } finally {
        calls.delete(id);
        signal?.removeEventListener('abort', stop);
        clearTimeout(killTimer);
      }
    },
    close: async () => {
      const closing = process;
      process = null;
      closing?.channel.kill();
      await closing?.ended;
    },
  };
}

/** Makes one call in a process of its own, which is killed when the call has ended. */
export async function callOnce<Call, Event, Value>(
  choices: CallerChoices<Call, Event>,
  call: Call,
  options: CallOptions<Value, Event>,
): Promise<Result<Value>> {
  const caller = openCaller(choices);
  try {
    return await caller.call(call, options);
  } finally {
    await caller.close();
  }
}

interface RunningProcess {
  readonly channel: ProcessChannel;
  readonly calls: Map<number, WaitingCall>;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
}

interface WaitingCall {
  readonly event: (event: unknown) => void;
  readonly value: (value: unknown) => void;
  readonly failure: (failure: Failure) => void;
  readonly fault: (error: Error) => void;
  readonly end: (reason: string) => void;
}

/** False for a message that belongs to no protocol. An event or value that does not fit its schema fails its call. */
function receive(calls: ReadonlyMap<number, WaitingCall>, message: unknown): boolean {
  const answer = ANSWER.safeParse(message);
  if (!answer.success) return false;
  const call = calls.get(answer.data.id);
  try {
    if (call !== undefined) settle(call, answer.data);
  } catch (error) {
    call?.fault(new Error('The other process sent an answer of an unknown form', { cause: error }));
  }
  return true;
}

function settle(call: WaitingCall, answer: Answer): void {
  switch (answer.kind) {
    case 'event':
      return call.event(answer.event);
    case 'value':
      return call.value(answer.value);
    case 'failure':
      return call.failure(answer.failure);
    case 'fault':
      return call.fault(new Error(answer.message, { cause: answer.stack }));
  }
}

export interface AnsweringSide {
  /** Settles when every call that came so far has been answered. */
  readonly idle: () => Promise<void>;
}

export interface CallContext<Event> {
  readonly report: (event: Event) => void;
  readonly signal: AbortSignal;
}

/**
 * The other side: answers calls one after the other. `stop` stops every call, as SIGTERM to the process does. The process ends when its
 * parent kills it or is gone.
 */
export function answerCalls<Call, Event>(
  channel: ParentChannel,
  protocol: CallProtocol<Call, Event>,
  answer: (call: Call, context: CallContext<Event>) => Promise<Result<unknown>>,
  stop: AbortSignal = new AbortController().signal,
): AnsweringSide {
  const stoppers = new Map<number, AbortController>();
  const send = (message: Answer): void => channel.send(message);
  const run = async (id: number, raw: unknown): Promise<void> => {
    const stopper = stoppers.get(id) ?? new AbortController();
    try {
      const report = (event: Event): void => send({ kind: 'event', id, event });
      const signal = AbortSignal.any([stopper.signal, stop]);
      const result = await answer(protocol.call.parse(raw), { report, signal });
      send(result.ok ? { kind: 'value', id, value: result.value } : { kind: 'failure', id, failure: result.failure });
    } catch (error) {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      send({ kind: 'fault', id, message, stack });
    } finally {
      stoppers.delete(id);
    }
  };
  let last: Promise<void> = Promise.resolve();
  channel.onMessage((message) => {
    const request = REQUEST.parse(message);
    if (request.kind === 'stop') return stoppers.get(request.id)?.abort();
    stoppers.set(request.id, new AbortController());
    last = last.then(() => run(request.id, request.call));
  });
  return { idle: () => last };
}
