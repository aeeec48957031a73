// Several processes that answer the same calls. A call waits for a process that is free, so that each process works on one call.

import { processesText } from './text.ts';
import { openCaller, type Caller, type CallerChoices } from './calls.ts';

/** Opens a caller that uses up to `size` processes. Each starts when it is first needed, and none once the pool is closed. */
export function openCallerPool<Call, Event>(choices: CallerChoices<Call, Event>, size: number): Caller<Call, Event> {
  const callers = Array.from({ length: size }, () => openCaller(choices));
  const free = callers.toReversed();
  const waiting: ((caller: Caller<Call, Event>) => void)[] = [];
  let closed = false;
  const take = async (): Promise<Caller<Call, Event>> =>
    free.pop() ?? new Promise<Caller<Call, Event>>((resolve) => void waiting.push(resolve));
  const release = (caller: Caller<Call, Event>): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(caller);
    else next(caller);
  };
  return {
    call: async (call, options) => {
      const caller = await take();
      try {
        // A call that waited while the pool was closed would start a process that nobody ends.
        if (closed) return { ok: false, failure: choices.died({ kind: 'died', reason: processesText.reason.closed }, call) };
        return await caller.call(call, options);
      } finally {
        release(caller);
      }
    },
    close: async () => {
      closed = true;
      await Promise.all(callers.map(async (caller) => caller.close()));
    },
  };
}
