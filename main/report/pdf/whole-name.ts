// A name that is never cut, because it is the only identity on the page: it shrinks and wraps instead.

import { createHash } from 'node:crypto';
import { brokenLines } from './break-lines.ts';
import type { Sheet, TextStyle } from './paper.ts';
import { setText } from './set-text.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The last line stands on the lower edge of the box. Otherwise, the first begins at the upper edge. */
  readonly fromBelow?: boolean;
}

/** Below this size a name wraps instead of shrinking. */
const SMALLEST_LINE = 6;
const SMALLEST = 4.5;
/** Measuring a longer text takes seconds, and no box has room for it. */
const LONGEST = 250;

/** Prints the whole text inside the box, in at most this size. */
export function wholeName(sheet: Sheet, text: string, box: Box, style: TextStyle): void {
  const pitch = (size: number): number => size * 1.15;
  for (const size of text.length > LONGEST ? [] : sizes(style.size, SMALLEST_LINE)) {
    if (draw(brokenLines(sheet, text, box.width, { ...style, size }), size, 1)) return;
  }
  for (const size of text.length > LONGEST ? [] : sizes(style.size, SMALLEST)) {
    if (draw(brokenLines(sheet, text, box.width, { ...style, size }), size, Math.floor(box.height / pitch(size)))) return;
  }
  // No identifier of DICOM is that long. Its hash still tells two of them apart.
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const short = `${text.slice(0, 40)} #${digest}`;
  draw(brokenLines(sheet, short, box.width, { ...style, size: SMALLEST }), SMALLEST, Infinity);

  function draw(lines: readonly string[], size: number, room: number): boolean {
    if (lines.length > room) return false;
    const top = box.fromBelow === true ? box.y + box.height - lines.length * pitch(size) : box.y;
    for (const [index, one] of lines.entries())
      setText(sheet, one, { x: box.x, y: top + index * pitch(size) }, { ...style, size });
    return true;
  }
}

function sizes(largest: number, smallest: number): readonly number[] {
  return Array.from({ length: Math.max(1, Math.floor(2 * (largest - smallest)) + 1) }, (_, i) => largest - i / 2);
}
