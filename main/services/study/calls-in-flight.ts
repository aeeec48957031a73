// The calls that a study is answering now. Whoever closes the study waits for them.

import { waitAtMost } from '../../processes/wait-at-most.ts';

export interface CallsInFlight {
  readonly run: <T>(call: () => Promise<T>) => Promise<T>;
  readonly count: () => number;
  /** Waits until no call runs. False if that takes longer than this. */
  readonly idle: (milliseconds: number) => Promise<boolean>;
}

export function openCallsInFlight(): CallsInFlight {
  let count = 0;
  let idle = Promise.withResolvers<void>();
  return {
    run: async (call) => {
      count += 1;
      try {
        return await call();
      } finally {
        count -= 1;
        if (count === 0) {
          idle.resolve();
          idle = Promise.withResolvers();
        }
      }
    },
    count: () => count,
    idle: async (milliseconds) => count === 0 || waitAtMost(milliseconds, idle.promise),
  };
}
