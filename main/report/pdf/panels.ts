// Four small pictures, one for each quadrant: its evidence, its zone, and where the evidence is strongest.

import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { colourPng } from '../heatmap-png.ts';
import { placeOnPicture, withEvidence, type GreyPicture } from '../picture.ts';
import type { ReportHip } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { drawZone, FIGURES_BOTTOM, framed, place, weightedEvidence } from './figures.ts';
import { badge, CONTENT, INK, line, QUADRANT_COLOUR, type Sheet } from './sheet.ts';

const GAP = 12;
const EDGE = (CONTENT.width - 3 * GAP) / 4;
const TOP = FIGURES_BOTTOM + 14;

/** Where the panels and their captions end. */
export const PANELS_BOTTOM = TOP + EDGE + 28;

export function drawPanels(sheet: Sheet, { hip, words }: { hip: ReportHip; words: Wording }): void {
  const small = halved(hip.figure.picture);
  QUADRANTS.forEach((quadrant, index) => {
    const square = { x: CONTENT.left + index * (EDGE + GAP), y: TOP, edge: EDGE };
    place(sheet, colourPng(withEvidence(small, weightedEvidence(hip, quadrant))), square);
    framed(sheet, square, () => {
      drawZone(sheet, hip, quadrant, square, 0.8);
      if (hip.quadrants[quadrant].grade > 0) drawPeak(sheet, hip, quadrant, square);
    });
    drawCaption(sheet, { hip, words, quadrant, number: index + 1 }, { x: square.x, y: TOP + EDGE + 6 });
  });
}

function drawPeak(sheet: Sheet, { figure }: ReportHip, quadrant: Quadrant, square: { x: number; y: number; edge: number }): void {
  const at = placeOnPicture(figure.peaks[quadrant], figure.frame);
  const [x, y] = [square.x + at.x * square.edge, square.y + at.y * square.edge];
  sheet.lineWidth(1.8).strokeColor(INK.text).circle(x, y, 3.4).stroke();
  sheet.lineWidth(0.9).strokeColor(INK.paper).circle(x, y, 3.4).stroke();
}

function drawCaption(
  sheet: Sheet,
  { hip, words, quadrant, number }: { hip: ReportHip; words: Wording; quadrant: Quadrant; number: number },
  { x, y }: { x: number; y: number },
): void {
  const { grade, attentionInZone, attentionLow } = hip.quadrants[quadrant];
  badge(sheet, number, { x: x + 5.2, y: y + 4.8 }, QUADRANT_COLOUR[quadrant]);
  line(sheet, words.quadrant[quadrant], { x: x + 14, y, width: EDGE - 14 }, { size: 8, weight: 'semibold' });
  const detail = `${words.table.grade.split(' ')[0]} ${grade}, ${words.figures.inZone(words.percent(attentionInZone))}`;
  const shown = attentionLow ? `${detail} (${words.figures.low})` : detail;
  const colour = attentionLow ? INK.warning : INK.quiet;
  line(sheet, shown, { x: x + 14, y: y + 11, width: EDGE - 14 }, { size: 7.4, colour });
}

/** A panel is a quarter of a large picture's size; its pixels need not travel in full. */
function halved({ pixels, size }: GreyPicture): GreyPicture {
  if (size < 448) return { pixels, size };
  const half = Math.floor(size / 2);
  const small = new Uint8Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const at = 2 * y * size + 2 * x;
      small[y * half + x] = (pixels[at] + pixels[at + 1] + pixels[at + size] + pixels[at + size + 1] + 2) >> 2;
    }
  }
  return { pixels: small, size: half };
}
