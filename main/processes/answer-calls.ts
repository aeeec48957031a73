// The side of a process that answers the calls of its parent.

import type { Result } from '../domain/failure.ts';
import { RequestSchema, type Answer, type CallProtocol } from './call-messages.ts';
import type { ParentChannel } from './process-channel.ts';

/**
 * Answers calls one after the other. `stop` stops every call, as SIGTERM to the process does. The process ends when its parent kills it
 * or is gone.
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
    const request = RequestSchema.parse(message);
    if (request.kind === 'stop') {
      send({ kind: 'stopping', id: request.id });
      return stoppers.get(request.id)?.abort();
    }
    stoppers.set(request.id, new AbortController());
    last = last.then(() => run(request.id, request.call));
  });
  return { idle: () => last };
}

export interface AnsweringSide {
  /** Settles when every call that came so far has been answered. */
  readonly idle: () => Promise<void>;
}

export interface CallContext<Event> {
  readonly report: (event: Event) => void;
  readonly signal: AbortSignal;
}
