// What a command tells the person at the terminal: results on one stream, trouble and progress on the other.

export interface Say {
  /** A line of the result. */
  readonly line: (text: string) => void;
  /** A sentence about what went wrong. */
  readonly error: (text: string) => void;
  /** A line that the next progress replaces; silent where nobody watches. */
  readonly progress: (text: string) => void;
}

export function sayOnTerminal(): Say {
  const watched = process.stderr.isTTY;
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
      if (!watched || text === shown) return;
      process.stderr.write(`\r\x1b[K${text}`);
      shown = text;
    },
  };
}
