// Breaks a text into lines: after a space, between Chinese characters, or in a word that is too wide for a line.

import { widthOf } from './set-text.ts';
import type { Sheet, TextStyle } from './paper.ts';

/** Returns lines of at most this width, as far as single letters allow. Letters that no typeface has are numbers in them. */
export function brokenLines(sheet: Sheet, text: string, width: number, style: TextStyle): readonly string[] {
  const measured = measuring(sheet, style);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const begin = (): void => {
    if (line !== '') lines.push(line.trimEnd());
    [line, used] = ['', 0];
  };
  const add = (part: string): void => {
    if (used + measured(part.trimEnd()) > width) begin();
    line += part;
    used += measured(part);
  };
  const addLetter = (letter: string): void => {
    if (measured(line + letter.trimEnd()) > width) begin();
    line += letter;
    used = measured(line);
  };
  for (const letters of breakableParts(sheet, text)) {
    if (measured(letters.join('').trimEnd()) <= width) add(letters.join(''));
    else {
      begin();
      for (const part of splitAtSigns(letters)) {
        if (measured(part.join('').trimEnd()) <= width) add(part.join(''));
        else part.forEach(addLetter);
      }
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** A long identifier is broken before a hyphen. Programs that read a PDF drop a hyphen at the end of a line. */
function splitAtSigns(letters: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const letter of letters) {
    if (/[-_/]/.test(letter)) parts.push([letter]);
    else parts.at(-1)?.push(letter);
  }
  return parts;
}

/** The letters of each word with the space after it. A line may end after any Chinese character. */
function breakableParts(sheet: Sheet, text: string): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let last = ' ';
  for (const { text: letter } of sheet.letters.of(text)) {
    const space = letter.trim() === '';
    const mayBegin = last.endsWith(' ') || IDEOGRAPH.test(letter) || (IDEOGRAPH.test(last) && !CLOSING.test(letter));
    const begins = mayBegin && !space;
    if (begins || parts.length === 0) parts.push([letter]);
    else parts.at(-1)?.push(letter);
    last = letter;
  }
  return parts;
}

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** No line begins with one of these. */
const CLOSING = /[\p{Pe}\p{Pf}\p{Po}]/u;

/** A text has the same words at every size, so each is measured once. */
function measuring(sheet: Sheet, style: TextStyle): (part: string) => number {
  const widths = new Map<string, number>();
  return (part) => {
    const known = widths.get(part) ?? widthOf(sheet, part, style);
    widths.set(part, known);
    return known;
  };
}
