// Ctrl+C as a signal for running work, and the end of the process after it.

/** Returns a signal. The first Ctrl+C aborts it, so that the work ends cleanly. The second one ends the program. */
export function stopSignal(): AbortSignal {
  const stopper = new AbortController();
  process.once('SIGINT', () => stopper.abort());
  process.once('SIGTERM', () => stopper.abort());
  return stopper.signal;
}

/** Waits for Ctrl+C or a request to terminate. */
export async function endRequested(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  return promise;
}

/** How long the process may take to write its last lines after everything is closed. */
const LAST_WORDS_MS = 500;

/** Ends the process soon, even if a thread still works. */
export function endSoon(): void {
  setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
}
