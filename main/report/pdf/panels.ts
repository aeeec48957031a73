// Small images, one for each answer: its evidence, its zones, and the maximum of the evidence.

import { placeOnPicture, type GreyPicture } from '../picture.ts';
import type { ReportFigure } from '../report-model.ts';
import type { PrintedAnswer } from './answers.ts';
import { drawZones, evidenceJpeg, FIGURES_BOTTOM, clipTo, place, weightedEvidence, type HipPage } from './figures.ts';
import { CONTENT, INK, SMALL_PRINT, type Sheet } from './paper.ts';
import { badge, line } from './sheet.ts';

const GAP = 18;
const TOP = FIGURES_BOTTOM + 11;
const LEADING = 10;

/** Draws the panels and returns the end of their captions. */
export function drawPanels(sheet: Sheet, page: HipPage): number {
  const { hip, answers } = page;
  const small = halve(hip.figure.picture);
  const edge = (CONTENT.width - (answers.length - 1) * GAP) / answers.length;
  answers.forEach((answer, index) => {
    const square = { x: CONTENT.left + index * (edge + GAP), y: TOP, edge };
    place(sheet, evidenceJpeg(small, weightedEvidence(hip.figure, answer)), square);
    clipTo(sheet, square, () => {
      drawZones(sheet, hip.figure, answer, square, 0.8);
      if (answer.positive) drawPeak(sheet, hip.figure, answer, square);
    });
    const at = { x: square.x, y: TOP + edge + 6, width: edge };
    badge(sheet, index + 1, { x: at.x + 5.2, y: at.y + 4.8 }, answer.colour);
    drawCaption(sheet, page, answer, { ...at, x: at.x + 14, width: edge - 14 });
  });
  return TOP + edge + (hip.kind === 'findings' ? 28 + 2 * LEADING : 28);
}

function drawPeak(
  sheet: Sheet,
  { frame }: ReportFigure,
  { attention }: PrintedAnswer,
  square: { x: number; y: number; edge: number },
): void {
  if (attention === null) return;
  const at = placeOnPicture(attention.peak, frame);
  const [x, y] = [square.x + at.x * square.edge, square.y + at.y * square.edge];
  sheet.lineWidth(1.8).strokeColor(INK.text).circle(x, y, 3.4).stroke();
  sheet.lineWidth(0.9).strokeColor(INK.paper).circle(x, y, 3.4).stroke();
}

/** Five panels are narrower than four, so a finding's name takes two lines. */
function drawCaption(
  sheet: Sheet,
  { hip, wording }: HipPage,
  answer: PrintedAnswer,
  at: { x: number; y: number; width: number },
): void {
  const { attention, grade, word, lines } = answer;
  const answerText = grade === null ? capitalise(word) : wording.figures.grade(grade);
  const audit = attention === null ? null : wording.byKind[hip.kind].inZone(wording.percent(attention.share));
  const low = attention !== null && attention.low;
  const marked = audit !== null && low ? `${audit} (${wording.figures.low})` : audit;
  const details =
    hip.kind === 'findings'
      ? [`${answerText}, ${word}`, marked]
      : [[answerText, marked].filter((text) => text !== null).join(', ')];
  lines.forEach((text, index) => line(sheet, text, { ...at, y: at.y + index * LEADING }, { size: 8, weight: 'semibold' }));
  details
    .filter((text) => text !== null)
    .forEach((text, index) => {
      const y = at.y + 1 + (lines.length + index) * LEADING;
      const warns = low && text === details[details.length - 1];
      line(sheet, text, { ...at, y }, { size: SMALL_PRINT, colour: warns ? INK.warning : INK.quiet });
    });
}

function capitalise(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** A panel is a quarter of the size of a large image and does not need all pixels. */
function halve({ pixels, size }: GreyPicture): GreyPicture {
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
