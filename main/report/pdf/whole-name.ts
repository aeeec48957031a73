// A name that is never cut, because it is the only identity on the page: it wraps and shrinks. Letters outside the font become numbers.

import { createHash } from 'node:crypto';
import { INK, type Sheet } from './sheet.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const LARGEST = 8.5;
/** Below this size a name wraps instead of shrinking. */
const SMALLEST_LINE = 6;
const SMALLEST = 4.5;

/** Prints the whole text inside the box. */
export function wholeName(sheet: Sheet, text: string, box: Box): void {
  sheet.font('medium').fillColor(INK.text);
  const shown = inFont(text);
  for (let size = LARGEST; size >= SMALLEST_LINE; size -= 0.5) {
    if (drawWrapped(sheet, shown, { ...box, height: 1.2 * size, size })) return;
  }
  for (let size = LARGEST; size >= SMALLEST; size -= 0.5) {
    if (drawWrapped(sheet, shown, { ...box, size })) return;
  }
  // No identifier of DICOM is that long. Its hash still tells two of them apart.
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  drawWrapped(sheet, `${shown.slice(0, 40)} #${digest}`, { ...box, size: SMALLEST });
}

/** True if the font has every letter of the text. */
export function isInFont(text: string): boolean {
  return inFont(text) === text;
}

/** The letters that the font lacks as `U+60A3`. It has Latin, Greek and Cyrillic letters with their marks. */
function inFont(text: string): string {
  return text
    .replaceAll(OUTSIDE, (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} `)
    .trim();
}

const OUTSIDE =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]|[\p{Cc}\u{2190}-\u{10FFFF}]/gu;

/** Breaks lines at a space, or else between two letters. Draws nothing and returns false if the lines do not fit. */
function drawWrapped(sheet: Sheet, text: string, { x, y, width, height, size }: Box & { readonly size: number }): boolean {
  sheet.fontSize(size);
  const lines: string[] = [];
  let line = '';
  for (const letter of text) {
    if (line !== '' && sheet.widthOfString(line + letter) > width) {
      const space = line.lastIndexOf(' ') + 1;
      lines.push(space === 0 ? line : line.slice(0, space));
      line = space === 0 ? '' : line.slice(space);
    }
    line += letter;
  }
  lines.push(line);
  const pitch = size * 1.15;
  if (lines.length * pitch > height) return false;
  for (const [index, one] of lines.entries()) sheet.text(one, x, y + index * pitch, { lineBreak: false });
  return true;
}
