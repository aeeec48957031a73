// Ctrl+C as a signal: the first asks the work to end cleanly, the second ends the program.

export function stoppable(): AbortSignal {
  const stopper = new AbortController();
  process.once('SIGINT', () => stopper.abort());
  process.once('SIGTERM', () => stopper.abort());
  return stopper.signal;
}
