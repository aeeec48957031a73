// How sharp a hip's picture is, and what makes its grades doubtful, under the table of grades.

import type { Warning } from '../../domain/film/warning.ts';
import { CONTENT, INK, type Sheet } from './paper.ts';
import { paragraph, paragraphHeight } from './sheet.ts';

const GAP = 3;

interface Notes {
  /** What was measured on the picture. Null if nothing was. */
  readonly measured: string | null;
  readonly warnings: readonly Pick<Warning, 'message'>[];
}

/** Draws from `top`. Returns where the notes end. */
export function drawWarnings(sheet: Sheet, { measured, warnings }: Notes, top: number): number {
  const notes = [
    ...(measured === null ? [] : [{ text: measured, colour: INK.quiet }]),
    ...warnings.map(({ message }) => ({ text: message, colour: INK.warning })),
  ];
  let y = notes.length === 0 ? top : top + 6;
  for (const { text, colour } of notes) {
    const style = { size: 8, colour };
    const height = paragraphHeight(sheet, text, CONTENT.width, style);
    paragraph(sheet, text, { x: CONTENT.left, y, width: CONTENT.width, height: height + 1 }, style);
    y += height + GAP;
  }
  return y;
}
