// Limits how much work runs at once. What waits for its turn can be given up, which work that Node has queued for its threads cannot.

export interface Turns {
  /** Does the work when its turn comes. Throws the signal's reason if the signal aborts before. */
  readonly run: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
}

export function openTurns(atOnce: number): Turns {
  /** In the order in which they asked. */
  const waiting = new Set<() => void>();
  let free = atOnce;

  const take = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      if (waiting.delete(resolve)) reject(signal.reason);
    };
    waiting.add(resolve);
    signal.addEventListener('abort', leave, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
  const giveBack = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  };

  return {
    run: async (work, signal) => {
      await take(signal);
      try {
        signal.throwIfAborted();
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}
