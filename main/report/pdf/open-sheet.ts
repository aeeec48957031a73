// Opens an empty PDF with every typeface.

import { FONT_WEIGHTS, fontFile, OTHER_FONTS, otherFontFile } from './fonts.ts';
import { openLetters } from './letters.ts';
import { PAGE, type Sheet } from './paper.ts';

/** Loads pdfkit only here, because the font engine takes long to load and only a PDF needs it. */
export async function openSheet(options: PDFKit.PDFDocumentOptions): Promise<Sheet> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({ size: [PAGE.width, PAGE.height], margin: 0, autoFirstPage: false, ...options });
  const sheet = Object.assign(document, { letters: openLetters() });
  for (const weight of FONT_WEIGHTS) sheet.registerFont(weight, fontFile(weight));
  for (const font of OTHER_FONTS) sheet.registerFont(font, otherFontFile(font));
  return sheet;
}
