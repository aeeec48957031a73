// What the reader measured, under the table of grades.

import type { ReportedMeasurement } from '../reported-measurement.ts';
import type { Wording } from '../text/wording.ts';
import { CONTENT, INK, type Sheet } from './paper.ts';
import { paragraph, paragraphHeight } from './sheet.ts';

const STYLE = { size: 8, colour: INK.text } as const;

/** A page has room for these. */
const MOST = 8;

interface Place {
  readonly top: number;
  readonly wording: Wording;
}

/** Draws from `top`. Returns where the line ends. */
export function drawMeasured(
  sheet: Sheet,
  measurements: readonly ReportedMeasurement[],
  { top, wording: { measured } }: Place,
): number {
  if (measurements.length === 0) return top;
  const values = measurements.slice(0, MOST).map(measured.value);
  const text = measured.line(values, measurements.length - values.length);
  const height = paragraphHeight(sheet, text, CONTENT.width, STYLE);
  paragraph(sheet, text, { x: CONTENT.left, y: top + 6, width: CONTENT.width, height: height + 1 }, STYLE);
  return top + 6 + height;
}
