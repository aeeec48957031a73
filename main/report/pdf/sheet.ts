// The paper: dimensions, inks and the basic marks of a page. All lengths are in points, with the origin at the top left.

import type PDFDocument from 'pdfkit';
import type { FontWeight } from './fonts.ts';

export type Sheet = InstanceType<typeof PDFDocument>;

export const PAGE = { width: 595.28, height: 841.89, margin: 40 } as const;

export const CONTENT = { left: PAGE.margin, right: PAGE.width - PAGE.margin, width: PAGE.width - 2 * PAGE.margin } as const;

export const INK = {
  text: '#16181d',
  quiet: '#5d6470',
  faint: '#b9bec7',
  line: '#dfe2e7',
  warning: '#a84300',
  paper: '#ffffff',
} as const;

export interface TextStyle {
  readonly size: number;
  readonly weight?: FontWeight;
  readonly colour?: string;
  readonly align?: 'left' | 'right' | 'center';
  /** Figures of equal width, for columns of numbers. */
  readonly tabular?: boolean;
}

/** Prints one line and shortens it with an ellipsis if it is too long. `y` is its top. */
export function line(sheet: Sheet, text: string, at: { x: number; y: number; width: number }, style: TextStyle): void {
  setStyle(sheet, style);
  const features: PDFKit.Mixins.OpenTypeFeatures[] = style.tabular === true ? ['tnum'] : [];
  const options = { features, lineBreak: false };
  const shown = shortenToFit(sheet, text, at.width);
  const slack = at.width - sheet.widthOfString(shown, options);
  const shift = style.align === 'right' ? slack : style.align === 'center' ? slack / 2 : 0;
  sheet.text(shown, at.x + shift, at.y, options);
}

/** Prints wrapped text in a box. Text that does not fit ends in an ellipsis. */
export function paragraph(
  sheet: Sheet,
  text: string,
  at: { x: number; y: number; width: number; height: number },
  style: TextStyle,
): void {
  setStyle(sheet, style);
  sheet.text(text, at.x, at.y, { ...wrapping(at.width, style.size), height: at.height, ellipsis: true });
}

/** Returns the height that wrapped text needs. */
export function paragraphHeight(sheet: Sheet, text: string, width: number, style: TextStyle): number {
  setStyle(sheet, style);
  return sheet.heightOfString(text, wrapping(width, style.size));
}

function wrapping(width: number, size: number): { width: number; lineGap: number } {
  return { width, lineGap: size * 0.28 };
}

export function rule(sheet: Sheet, y: number, colour: string = INK.line): void {
  sheet.lineWidth(0.6).strokeColor(colour).moveTo(CONTENT.left, y).lineTo(CONTENT.right, y).stroke();
}

/** Draws an answer's number on its colour. `x` and `y` are the centre of the badge. */
export function badge(sheet: Sheet, number: number, at: { x: number; y: number }, colour: string, radius = 5.2): void {
  sheet.circle(at.x, at.y, radius).fill(colour);
  const size = radius * 1.35;
  line(
    sheet,
    String(number),
    { x: at.x - radius, y: at.y - size * 0.605, width: 2 * radius },
    {
      size,
      weight: 'semibold',
      align: 'center',
    },
  );
}

/** Draws a dark background for text on a radiograph, which may be bright there. */
export function darkBackground(sheet: Sheet, x: number, y: number, width: number, height: number): void {
  sheet.save().fillOpacity(0.55).roundedRect(x, y, width, height, 2.5).fill('#000000').restore();
}

function setStyle(sheet: Sheet, { size, weight = 'regular', colour = INK.text }: TextStyle): void {
  sheet.font(weight).fontSize(size).fillColor(colour);
}

function shortenToFit(sheet: Sheet, text: string, width: number): string {
  // Measuring a very long text takes seconds, and no line fits more than a few hundred letters.
  const start = text.slice(0, 300);
  if (start.length === text.length && sheet.widthOfString(text) <= width) return text;
  let [fits, tooLong] = [0, start.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (sheet.widthOfString(`${start.slice(0, middle)}…`) <= width) fits = middle;
    else tooLong = middle;
  }
  return `${start.slice(0, fits).trimEnd()}…`;
}
