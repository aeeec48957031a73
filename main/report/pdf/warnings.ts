// What makes the grades of a hip doubtful, under the table of grades.

import type { Warning } from '../../domain/film/warning.ts';
import { CONTENT, INK, type Sheet } from './paper.ts';
import { paragraph, paragraphHeight } from './sheet.ts';

const STYLE = { size: 8, colour: INK.warning } as const;
const GAP = 3;

/** Draws from `top`. Returns where the warnings end. */
export function drawWarnings(sheet: Sheet, warnings: readonly Pick<Warning, 'message'>[], top: number): number {
  let y = warnings.length === 0 ? top : top + 6;
  for (const { message } of warnings) {
    const height = paragraphHeight(sheet, message, CONTENT.width, STYLE);
    paragraph(sheet, message, { x: CONTENT.left, y, width: CONTENT.width, height: height + 1 }, STYLE);
    y += height + GAP;
  }
  return y;
}
