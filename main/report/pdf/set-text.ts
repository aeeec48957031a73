// Sets one line of text in as many typefaces as its letters need. Programs that read the PDF find the text in the order of reading.

import type { OtherFont } from './fonts.ts';
import { keepEveryReading } from './embedded-font.ts';
import { INK, type Sheet, type TextStyle } from './paper.ts';
import { piecesInOrder, type Piece } from './visual-order.ts';

/** Returns the width of one line. */
export function widthOf(sheet: Sheet, text: string, style: TextStyle): number {
  return linePieces(sheet, text).reduce((width, piece) => {
    choose(sheet, piece.font, style);
    return width + sheet.widthOfString(shapedText(piece), optionsOf(piece, style));
  }, 0);
}

/** Prints one line whole. `y` is the top of Inter's letters at this size. */
export function setText(sheet: Sheet, text: string, at: { x: number; y: number }, style: TextStyle): void {
  let { x } = at;
  for (const piece of linePieces(sheet, text)) {
    choose(sheet, piece.font, style);
    sheet.fillColor(style.colour ?? INK.text);
    const options = optionsOf(piece, style);
    const shaped = shapedText(piece);
    const spelled = isSpelled(piece);
    if (spelled) sheet.markContent('Span', { actual: piece.text });
    sheet.text(shaped, x, at.y + ASCENT * style.size, { ...options, baseline: 'alphabetic' });
    if (spelled) sheet.endMarkedContent();
    x += sheet.widthOfString(shaped, options);
  }
}

/** Shaping moves the marks of Thai and Indian letters, and a wide Chinese space looks like the gap between two columns. */
function isSpelled({ text, font }: Piece): boolean {
  return font === 'thai' || font === 'devanagari' || (font !== null && text.includes('\u3000'));
}

/** Inter's ascender, in ems. */
export const ASCENT = 0.96875;

function linePieces(sheet: Sheet, text: string): readonly Piece[] {
  return piecesInOrder(sheet.letters.of(text));
}

function choose(sheet: Sheet, font: OtherFont | null, { size, weight = 'regular' }: TextStyle): void {
  sheet.font(font ?? weight).fontSize(size);
  keepEveryReading(sheet);
}

/** Without features, pdfkit shapes each word alone, which is faster, but turns only the words of a line that runs from right to left. */
function optionsOf({ font }: Piece, { tabular }: TextStyle): PDFKit.Mixins.TextOptions {
  if (font !== null) return { features: [], lineBreak: false };
  return tabular === true ? { features: ['tnum'], lineBreak: false } : { lineBreak: false };
}

/** The font engine does not split Sara Am, whose ring stands under the mark of the tone. */
function shapedText({ text, font }: Piece): string {
  return font === 'thai' ? text.replaceAll(/([\u0e48-\u0e4b]?)\u0e33/g, '\u0e4d$1\u0e32') : text;
}
