// The basic marks on a page: lines of text, paragraphs, rules and badges.

import { brokenLines } from './break-lines.ts';
import { CONTENT, INK, type Sheet, type TextStyle } from './paper.ts';
import { setText, widthOf } from './set-text.ts';

/** Prints one line and shortens it with an ellipsis if it is too long. `y` is its top. For names, use `wholeName`. */
export function line(sheet: Sheet, text: string, at: { x: number; y: number; width: number }, style: TextStyle): void {
  const shown = shortenToFit(sheet, text, at.width, style);
  const slack = at.width - widthOf(sheet, shown, style);
  const shift = style.align === 'right' ? slack : style.align === 'center' ? slack / 2 : 0;
  setText(sheet, shown, { x: at.x + shift, y: at.y }, style);
}

/** Prints wrapped text in a box. Text that does not fit ends in an ellipsis. */
export function paragraph(
  sheet: Sheet,
  text: string,
  at: { x: number; y: number; width: number; height: number },
  style: TextStyle,
): void {
  const pitch = linePitch(style);
  const room = Math.max(1, Math.floor((at.height + lineGap(style)) / pitch));
  const lines = paragraphLines(sheet, text, at.width, style);
  lines.slice(0, room).forEach((one, index) => {
    const cut = index === room - 1 && lines.length > room;
    line(sheet, cut ? `${one}…` : one, { x: at.x, y: at.y + index * pitch, width: at.width }, style);
  });
}

/** Returns the height that wrapped text needs. */
export function paragraphHeight(sheet: Sheet, text: string, width: number, style: TextStyle): number {
  return paragraphLines(sheet, text, width, style).length * linePitch(style) - lineGap(style);
}

function paragraphLines(sheet: Sheet, text: string, width: number, style: TextStyle): readonly string[] {
  return text.split('\n').flatMap((one) => brokenLines(sheet, one, width, style));
}

/** The letters of Inter need 1.21 of their size. */
function linePitch(style: TextStyle): number {
  return 1.21 * style.size + lineGap(style);
}

function lineGap({ size }: TextStyle): number {
  return 0.2 * size;
}

export function rule(sheet: Sheet, y: number, colour: string = INK.line): void {
  sheet.lineWidth(0.6).strokeColor(colour).moveTo(CONTENT.left, y).lineTo(CONTENT.right, y).stroke();
}

/** Draws an answer's number on its colour. `x` and `y` are the centre of the badge. */
export function badge(sheet: Sheet, number: number, at: { x: number; y: number }, colour: string, radius = 5.2): void {
  sheet.circle(at.x, at.y, radius).fill(colour);
  const size = radius * 1.45;
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

function shortenToFit(sheet: Sheet, text: string, width: number, style: TextStyle): string {
  // Measuring a very long text takes seconds, and no line fits more than a few hundred letters.
  const start = text.slice(0, 300);
  if (start.length === text.length && widthOf(sheet, text, style) <= width) return text;
  const letters = sheet.letters.of(start).map((letter) => letter.text);
  const shortened = (count: number): string => `${letters.slice(0, count).join('').trimEnd()}…`;
  let [fits, tooLong] = [0, letters.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (widthOf(sheet, shortened(middle), style) <= width) fits = middle;
    else tooLong = middle;
  }
  return shortened(fits);
}
