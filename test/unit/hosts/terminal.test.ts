import { describe, expect, it } from 'vitest';
import { openTerminal } from '../../../main/hosts/cli/terminal.ts';

function terminal(isTTY = true) {
  const [out, errors]: [string[], string[]] = [[], []];
  const output = (lines: string[]) => ({ isTTY, write: (text: string | Uint8Array) => lines.push(String(text)) > 0 });
  return { out, errors, ...openTerminal(output(out), output(errors)) };
}

const HOSTILE = 'Smith\u001B]0;owned\u0007\u009B2J\u202Eexe\r';

describe('the terminal', () => {
  it('shows control characters of names instead of obeying them', () => {
    const { out, errors, line, error, progress } = terminal();
    line(HOSTILE);
    error(HOSTILE);
    progress(`${HOSTILE}\nnext`);
    const shown = 'Smith␛]0;owned␇<U+009B>2J<U+202E>exe␍';
    expect(out).toEqual([`${shown}\n`]);
    expect(errors).toEqual([`${shown}\n`, `\r\u001B[K${shown}␊next`]);
  });

  it('prints JSON that reads back unchanged', () => {
    const { out, json } = terminal();
    json({ name: HOSTILE }, 2);
    for (const control of ['\u001B', '\u009B', '\u202E']) expect(out.join('')).not.toContain(control);
    expect(JSON.parse(out.join(''))).toEqual({ name: HOSTILE });
  });

  it('replaces the line of progress, and shows none where nobody watches', () => {
    const watched = terminal();
    watched.progress('1 of 2');
    watched.line('done');
    expect(watched.errors).toEqual(['\r\u001B[K1 of 2', '\r\u001B[K']);
    const piped = terminal(false);
    piped.progress('1 of 2');
    expect(piped.errors).toEqual([]);
  });
});
