// Several processes that answer the same calls. A call waits for a process that is free, so that each process works on one call.

import { openCaller, type Caller, type CallerChoices } from './calls.ts';

/** Opens a caller that uses up to `size` processes. Each starts when it is first needed. */
export function openCallerPool<Call, Event>(choices: CallerChoices<Call, Event>, size: number): Caller<Call, Event> {
  const callers = Array.from({ length: size }, () => openCaller(choices));
  const free = callers.toReversed();
  const waiting: ((caller: Caller<Call, Event>) => void)[] = [];
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
        return await caller.call(call, options);
      } finally {
        release(caller);
      }
    },
    close: async () => void (await Promise.all(callers.map(async (caller) => caller.close()))),
  };
}
