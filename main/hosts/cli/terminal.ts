// The terminal of a command. Results go to standard output, errors and progress to standard error.

export interface Terminal {
  /** Prints a line of the result. */
  readonly line: (text: string) => void;
  /** Prints an error. */
  readonly error: (text: string) => void;
  /** Shows a line that the next one replaces. Silent if standard error is not a terminal. */
  readonly progress: (text: string) => void;
}

export function openTerminal(): Terminal {
  const isTerminal = process.stderr.isTTY;
  let shown = '';
  const clear = (): void => {
    if (shown !== '') process.stderr.write('\r\x1b[K');
    shown = '';
  };
  return {
    line: (text) => {
      clear();
      process.stdout.write(`${text}\n`);
    },
    error: (text) => {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (!isTerminal || text === shown) return;
      process.stderr.write(`\r\x1b[K${text}`);
      shown = text;
    },
  };
}
