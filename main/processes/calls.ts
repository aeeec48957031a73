// Calls to another process that may die, hang, or need too much memory: each call gets events while it works and one result, or a failure
// that says why the process ended.

import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import type { Failure, Result } from '../domain/failure.ts';
import type { CallEnd } from './call-end.ts';
import { AnswerSchema, type Answer, type CallProtocol, type Request } from './call-messages.ts';
import type { ProcessChannel } from './process-channel.ts';
import { processesText } from './text.ts';

export interface CallerChoices<Call, Event> {
  readonly protocol: CallProtocol<Call, Event>;
  /** Starts the process: for the first call, and again after it has ended. */
  readonly start: () => ProcessChannel;
  /** The failure of a call that got no answer. */
  readonly died: (end: CallEnd, call: Call) => Failure;
  /** How long a call may take to stop before its process is killed, 5 seconds by default. */
  readonly stopMs?: number;
  /** The same for a process that has confirmed the stop, and is saving its work. Default: `stopMs`. */
  readonly savingMs?: number;
}

export interface CallOptions<Value, Event> {
  /** The schema of the result's value. */
  readonly value: z.ZodType<Value>;
  readonly onEvent?: (event: Event) => void;
  readonly signal?: AbortSignal | undefined;
  /** How long the process may work on this call. Waiting for earlier calls does not count. No limit if omitted. */
  readonly deadlineMs?: number;
}

export interface Caller<Call, Event> {
  /** Sends the call when earlier ones are answered. An exception in the other process is thrown here with its stack as the cause. */
  readonly call: <Value>(call: Call, options: CallOptions<Value, Event>) => Promise<Result<Value>>;
  /** Kills the process and waits for its end. Calls under way end as if it had died. */
  readonly close: () => Promise<void>;
}

const STOP_MS = 5000;
/** How long `close` waits for a killed process. */
const CLOSE_MS = 3000;

/** Sends one call at a time, so that a call whose process is killed takes no other call with it. */
export function openCaller<Call, Event>(choices: CallerChoices<Call, Event>): Caller<Call, Event> {
  let running: RunningProcess | null = null;
  let current: SentCall | null = null;
  const waiting: WaitingCall[] = [];
  let lastId = 0;

  const startProcess = (): RunningProcess => {
    const ended = Promise.withResolvers<void>();
    const started: RunningProcess = { channel: choices.start(), ended: ended.promise };
    const lose = (end: CallEnd): void => {
      if (running !== started) return;
      running = null;
      current?.lose(end);
    };
    started.channel.onMessage((message) => {
      if (running !== started) return;
      const answer = AnswerSchema.safeParse(message);
      if (!answer.success) {
        lose({ kind: 'died', reason: processesText.reason.unknownMessage });
        started.channel.kill();
      } else if (answer.data.id === current?.id) current.receive(answer.data);
    });
    started.channel.onExit((end) => {
      lose(end);
      ended.resolve();
    });
    return started;
  };

  const sendNext = (): void => {
    if (current !== null) return;
    const next = waiting.shift();
    if (next === undefined) return;
    running ??= startProcess();
    const onEnd = (): void => {
      current = null;
      sendNext();
    };
    current = send(next, { id: (lastId += 1), channel: running.channel, choices, onEnd });
  };

  return {
    call: async (call, { value, onEvent, signal, deadlineMs }) => {
      const { promise, resolve, reject } = Promise.withResolvers<Result<z.infer<typeof value>>>();
      const waitingCall: WaitingCall = {
        call,
        deadlineMs,
        sent: null,
        lose: (end) => resolve({ ok: false, failure: choices.died(end, call) }),
        receive: receiver({
          event: (raw) => {
            const event = choices.protocol.event.parse(raw);
            return () => onEvent?.(event);
          },
          value: (raw) => resolve({ ok: true, value: value.parse(raw) }),
          failure: (failure) => resolve({ ok: false, failure }),
          fault: reject,
        }),
      };
      const stop = (): void => {
        if (waitingCall.sent !== null) return waitingCall.sent.stop();
        waiting.splice(waiting.indexOf(waitingCall), 1);
        waitingCall.lose({ kind: 'stopped' });
      };
      signal?.addEventListener('abort', stop, { once: true });
      waiting.push(waitingCall);
      if (signal?.aborted === true) stop();
      else sendNext();
      try {
        return await promise;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    close: async () => {
      const closing = running;
      running = null;
      const closed: CallEnd = { kind: 'died', reason: processesText.reason.closed };
      for (const call of waiting.splice(0)) call.lose(closed);
      current?.lose(closed);
      closing?.channel.kill();
      await Promise.race([closing?.ended, pause(CLOSE_MS, undefined, { ref: false })]);
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
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
}

interface WaitingCall {
  readonly call: unknown;
  readonly deadlineMs: number | undefined;
  /** Null until the process has the call. */
  sent: SentCall | null;
  /** True if the answer settles the call. */
  readonly receive: (answer: Exclude<Answer, { kind: 'stopping' }>) => boolean;
  readonly lose: (end: CallEnd) => void;
}

/** The call on which the process works. */
interface SentCall {
  readonly id: number;
  readonly receive: (answer: Answer) => void;
  readonly lose: (end: CallEnd) => void;
  readonly stop: () => void;
}

interface Sending {
  readonly id: number;
  readonly channel: ProcessChannel;
  readonly choices: Pick<CallerChoices<never, never>, 'stopMs' | 'savingMs'>;
  /** Called once when the call has its result. */
  readonly onEnd: () => void;
}

/** Sends the call, and kills the process if it exceeds the call's deadline or does not stop in time. */
function send(call: WaitingCall, { id, channel, choices, onEnd }: Sending): SentCall {
  const { stopMs = STOP_MS, savingMs = stopMs } = choices;
  /** Why the process is killed for this call, if it is. */
  let cause: CallEnd | null = null;
  let ended = false;
  const killAfter = (milliseconds: number, end: CallEnd): NodeJS.Timeout =>
    setTimeout(() => {
      cause ??= end;
      channel.kill();
    }, milliseconds);
  const deadline =
    call.deadlineMs === undefined
      ? undefined
      : killAfter(call.deadlineMs, { kind: 'time', seconds: Math.round(call.deadlineMs / 1000) });
  let stopping: NodeJS.Timeout | undefined;
  const finish = (): void => {
    ended = true;
    clearTimeout(deadline);
    clearTimeout(stopping);
    onEnd();
  };
  const stopWithin = (milliseconds: number): void => {
    clearTimeout(stopping);
    stopping = killAfter(milliseconds, { kind: 'stopped' });
  };
  channel.send({ kind: 'call', id, call: call.call } satisfies Request);
  const sent: SentCall = {
    id,
    receive: (answer) => {
      if (answer.kind !== 'stopping') {
        if (call.receive(answer)) finish();
      } else if (savingMs > stopMs) stopWithin(savingMs);
    },
    lose: (end) => {
      call.lose(cause ?? end);
      finish();
    },
    stop: () => {
      if (ended) return;
      cause ??= { kind: 'stopped' }; // even if the process ends for another reason now
      channel.send({ kind: 'stop', id } satisfies Request);
      stopWithin(stopMs);
    },
  };
  call.sent = sent;
  return sent;
}

interface Receivers {
  /** Throws if the event does not fit its schema. Returns a function that reports it. */
  readonly event: (event: unknown) => () => void;
  /** Throws if the value does not fit its schema. */
  readonly value: (value: unknown) => void;
  readonly failure: (failure: Failure) => void;
  readonly fault: (error: unknown) => void;
}

/** Returns true if the answer settles the call. What does not fit its schema fails the call, and so does an error of its listener. */
function receiver({ event, value, failure, fault }: Receivers): WaitingCall['receive'] {
  const parsed = <T>(parse: () => T): T | null => {
    try {
      return parse();
    } catch (error) {
      fault(new Error('The other process sent an answer of an unknown form', { cause: error }));
      return null;
    }
  };
  return (answer) => {
    switch (answer.kind) {
      case 'event':
        try {
          parsed(() => event(answer.event))?.();
        } catch (error) {
          fault(error);
        }
        return false;
      case 'value':
        parsed(() => value(answer.value));
        return true;
      case 'failure':
        failure(answer.failure);
        return true;
      case 'fault':
        fault(new Error(answer.message, { cause: answer.stack }));
        return true;
    }
  };
}
