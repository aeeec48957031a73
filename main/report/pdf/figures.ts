// The two large images: the radiograph with its zones, and the evidence for all answers over it.

import { CROP_SIZE, CROP_SPACING_MM } from '../../domain/hip-crop.ts';
import { evidenceColour } from '../evidence-colour.ts';
import { colourJpeg, greyJpeg } from '../picture-jpeg.ts';
import { asOnRadiograph, placeOnPicture, withEvidence, type GreyPicture } from '../picture.ts';
import type { ReportFigure, ReportHip } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { zoneOutline } from '../zone-outline.ts';
import type { PrintedAnswer } from './answers.ts';
import { CONTENT, INK, SMALL_PRINT, type Sheet } from './paper.ts';
import { widthOf } from './set-text.ts';
import { badge, darkBackground, line } from './sheet.ts';

const GAP = 20;
const EDGE = (CONTENT.width - GAP) / 2;
const CAPTION_TOP = 97;
const TOP = 111;

const SCALE_MM = 20;
const PLANE_WIDTH = 92;
const LEGEND_WIDTH = 70;

/** The lower end of the figures. */
export const FIGURES_BOTTOM = TOP + EDGE;

/** The data from which the parts of a page are drawn. */
export interface HipPage {
  readonly hip: ReportHip;
  readonly answers: readonly PrintedAnswer[];
  readonly wording: Wording;
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly edge: number;
}

export function drawFigures(sheet: Sheet, { hip, answers, wording }: HipPage): void {
  const { figures } = wording;
  const plain = { x: CONTENT.left, y: TOP, edge: EDGE };
  const coloured = { ...plain, x: CONTENT.left + EDGE + GAP };
  caption(sheet, plain.x, figures.radiograph, wording.byKind[hip.kind].zones);
  caption(sheet, coloured.x, figures.evidence, figures.evidenceOfAll);
  const { pixels, size } = hip.figure.picture;
  place(sheet, greyJpeg(pixels, { height: size, width: size }), plain);
  place(sheet, evidenceJpeg(hip.figure.picture, evidenceOfAll(hip.figure, answers)), coloured);
  for (const square of [plain, coloured]) {
    clipTo(sheet, square, () => answers.forEach((answer) => drawZones(sheet, hip.figure, answer, square)));
  }
  drawBadges(sheet, { hip, answers, wording }, plain);
  darkBackground(sheet, plain.x + 7, TOP + 7, 19, 19);
  const letter = { size: 12, weight: 'semibold', colour: INK.paper, align: 'center' } as const;
  line(sheet, figures.sideLetter[hip.hip.side], { x: plain.x + 7, y: TOP + 9.2, width: 19 }, letter);
  drawScale(sheet, lateralCorner(plain, hip, PLANE_WIDTH), { hip, wording });
  drawLegend(sheet, lateralCorner(coloured, hip, LEGEND_WIDTH), wording);
}

/** Returns the position of something this wide in the lower lateral corner, which contains no zone. */
function lateralCorner({ x, y, edge }: Square, { hip }: ReportHip, width: number): { left: number; bottom: number } {
  return { left: hip.side === 'right' ? x + 10 : x + edge - 10 - width, bottom: y + edge - 10 };
}

/** Draws an image without a border, exactly on its square. */
export function place(sheet: Sheet, image: Uint8Array, { x, y, edge }: Square): void {
  sheet.image(Buffer.from(image), x, y, { width: edge, height: edge });
}

/** The picture with the evidence over it. */
export function evidenceJpeg(picture: GreyPicture, evidence: Uint8Array): Uint8Array {
  const { pixels, size } = withEvidence(picture, evidence);
  return colourJpeg(pixels, { height: size, width: size });
}

/** Clips everything that `draw` draws to the square. */
export function clipTo(sheet: Sheet, { x, y, edge }: Square, draw: () => void): void {
  sheet.save().rect(x, y, edge, edge).clip();
  draw();
  sheet.restore();
}

/** The points of an outline lie so far apart, which looks round in print. All of them would take more room than the radiograph. */
const FINEST = 1;

/** Draws the zones of an answer in its colour. */
export function drawZones(
  sheet: Sheet,
  figure: ReportFigure,
  { zones, colour }: PrintedAnswer,
  square: Square,
  width = 0.9,
): void {
  for (const arc of zones.flatMap((quadrant) => zoneOutline(figure.landmarks, figure.table, quadrant))) {
    let last: { readonly x: number; readonly y: number } | null = null;
    for (const [index, point] of arc.entries()) {
      const at = placeOnPicture(point, figure.frame);
      const [x, y] = [square.x + at.x * square.edge, square.y + at.y * square.edge];
      if (last === null) sheet.moveTo(x, y);
      else if (index < arc.length - 1 && Math.hypot(x - last.x, y - last.y) < FINEST) continue;
      else sheet.lineTo(x, y);
      last = { x, y };
    }
    sheet.lineWidth(width).lineJoin('round').strokeColor(colour).stroke();
  }
}

/** Draws the numbers where each zone is farthest from the head's centre, so that they do not hide the joint. */
function drawBadges(sheet: Sheet, { hip: { figure }, answers }: HipPage, square: Square): void {
  const middle = (CROP_SIZE - 1) / 2;
  const distance = (point: { x: number; y: number }): number => Math.hypot(point.x - middle, point.y - middle);
  const inside = (share: number): number => Math.min(0.965, Math.max(0.035, share)) * square.edge;
  answers.forEach(({ zones, colour }, index) => {
    for (const quadrant of zones) {
      const outline = zoneOutline(figure.landmarks, figure.table, quadrant).flat();
      if (outline.length === 0) continue;
      const farthest = outline.reduce((best, point) => (distance(point) > distance(best) ? point : best));
      const at = placeOnPicture(farthest, figure.frame);
      badge(sheet, index + 1, { x: square.x + inside(at.x), y: square.y + inside(at.y) }, colour);
    }
  });
}

/** Weights each answer's heatmap by its certainty. Where heatmaps overlap, the strongest wins. // [224, 224] */
function evidenceOfAll(figure: ReportFigure, answers: readonly PrintedAnswer[]): Uint8Array {
  const all = new Uint8Array(CROP_SIZE * CROP_SIZE);
  for (const answer of answers) {
    weightedEvidence(figure, answer).forEach((value, i) => {
      all[i] = Math.max(all[i], value);
    });
  }
  return all;
}

/** Returns an answer's heatmap in the radiograph's orientation, weighted by its certainty. // [224, 224] */
export function weightedEvidence({ frame }: ReportFigure, { heatmap, certainty }: PrintedAnswer): Uint8Array {
  return asOnRadiograph(heatmap, frame).map((value) => Math.round(value * certainty));
}

function caption(sheet: Sheet, x: number, heading: string, detail: string): void {
  const style = { size: 8.5, weight: 'semibold' } as const;
  line(sheet, heading, { x, y: CAPTION_TOP, width: EDGE }, style);
  const used = widthOf(sheet, heading, style) + 6;
  line(sheet, detail, { x: x + used, y: CAPTION_TOP + 0.9, width: EDGE - used }, { size: SMALL_PRINT, colour: INK.quiet });
}

/** Draws a bar of millimetres in the patient's plane, and says how that plane is known. */
function drawScale(
  sheet: Sheet,
  { left, bottom }: { left: number; bottom: number },
  { hip, wording: { figures } }: Pick<HipPage, 'hip' | 'wording'>,
): void {
  const { mm, patientMm, patientSource } = hip.spacing;
  const length = (SCALE_MM / ((CROP_SIZE * CROP_SPACING_MM * patientMm) / mm)) * EDGE;
  const plane = figures.plane(patientSource, mm / patientMm);
  const top = bottom - 3 - plane.length * PLANE_LINE;
  const start = left + (PLANE_WIDTH - length) / 2;
  darkBackground(sheet, left - 5, top - 14, PLANE_WIDTH + 10, bottom - top + 19);
  sheet
    .lineWidth(1.2)
    .strokeColor(INK.paper)
    .moveTo(start, top)
    .lineTo(start + length, top)
    .stroke();
  const style = { size: SMALL_PRINT, weight: 'medium', colour: INK.paper, align: 'center' } as const;
  const at = { x: left, y: top - 11, width: PLANE_WIDTH };
  line(sheet, figures.scale(SCALE_MM), at, style);
  plane.forEach((text, i) => line(sheet, text, { ...at, y: top + 3 + i * PLANE_LINE }, style));
}

const PLANE_LINE = 8.4;

function drawLegend(sheet: Sheet, { left, bottom }: { left: number; bottom: number }, { figures }: Wording): void {
  const [width, height, steps] = [LEGEND_WIDTH, 4, 35];
  const top = bottom - 2;
  darkBackground(sheet, left - 5, top - 12, width + 10, height + 17);
  for (let step = 0; step < steps; step++) {
    const colour: [number, number, number] = [...evidenceColour((step + 0.5) / steps)];
    sheet
      .fillColor(colour)
      .rect(left + (step * width) / steps, top, width / steps + 0.2, height)
      .fill();
  }
  const style = { size: SMALL_PRINT, weight: 'medium' as const, colour: INK.paper };
  line(sheet, figures.less, { x: left, y: top - 10, width: width / 2 }, style);
  line(sheet, figures.more, { x: left + width / 2, y: top - 10, width: width / 2 }, { ...style, align: 'right' });
}
