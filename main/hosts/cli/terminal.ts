// The terminal of a command. Results go to standard output, errors and progress to standard error. What files and requests contain is
// printed without control characters.

import type { WriteStream } from 'node:tty';
import { printable, printableJson } from '../../files/printable.ts';

export interface Terminal {
  /** Prints a line of the result. */
  readonly line: (text: string) => void;
  /** Prints a result as JSON. */
  readonly json: (value: unknown, indent?: number) => void;
  /** Prints an error. */
  readonly error: (text: string) => void;
  /** Shows a line that the next one replaces. Silent if standard error is not a terminal. */
  readonly progress: (text: string) => void;
}

export type Output = Pick<WriteStream, 'write' | 'isTTY'>;

export function openTerminal(out: Output = process.stdout, errors: Output = process.stderr): Terminal {
  let shown = '';
  const clear = (): void => {
    if (shown !== '') errors.write('\r\x1b[K');
    shown = '';
  };
  return {
    line: (text) => {
      clear();
      out.write(`${printable(text)}\n`);
    },
    json: (value, indent) => {
      clear();
      out.write(`${printableJson(JSON.stringify(value, null, indent))}\n`);
    },
    error: (text) => {
      clear();
      errors.write(`${printable(text)}\n`);
    },
    progress: (text) => {
      if (!errors.isTTY || text === shown) return;
      errors.write(`\r\x1b[K${printable(text.replaceAll('\n', '␊'))}`);
      shown = text;
    },
  };
}
