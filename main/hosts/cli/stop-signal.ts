// Ctrl+C as a signal for running work.

/** Returns a signal. The first Ctrl+C aborts it, so that the work ends cleanly. The second one ends the program. */
export function stopSignal(): AbortSignal {
  const stopper = new AbortController();
  process.once('SIGINT', () => stopper.abort());
  process.once('SIGTERM', () => stopper.abort());
  return stopper.signal;
}
