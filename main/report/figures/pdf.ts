// A drawing as a PDF of one page of its own size. Typefaces are embedded, and text stays text.

import { once } from 'node:events';
import { openSheet } from '../pdf/open-sheet.ts';
import type { Sheet, TextStyle } from '../pdf/paper.ts';
import { ASCENT, setText, widthOf } from '../pdf/set-text.ts';
import type { Drawing, Mark } from './drawing.ts';

/** The same drawing and time make the same bytes. */
export async function pdfOf({ title, width, height, marks }: Drawing, createdAt: Date): Promise<Uint8Array> {
  const info = { Title: title, CreationDate: createdAt, ModDate: createdAt };
  const sheet = await openSheet({ size: [width, height], displayTitle: true, info });
  const parts: Uint8Array[] = [];
  sheet.on('data', (part: Uint8Array) => parts.push(part));
  const ended = once(sheet, 'end');
  sheet.addPage();
  for (const mark of marks) drawMark(sheet, mark);
  sheet.end();
  await ended;
  return new Uint8Array(Buffer.concat(parts));
}

function drawMark(sheet: Sheet, mark: Mark): void {
  switch (mark.kind) {
    case 'line':
      sheet.save();
      outline(sheet, mark.points);
      if (mark.dashes !== undefined) sheet.addContent(`[${mark.dashes.join(' ')}] 0 d`);
      sheet.lineJoin('round').lineWidth(mark.width).strokeColor(mark.colour).stroke().restore();
      return;
    case 'area':
      sheet.save();
      outline(sheet, mark.points);
      sheet
        .fillOpacity(mark.opacity ?? 1)
        .fill(mark.colour)
        .restore();
      return;
    case 'pixels':
      sheet.image(Buffer.from(mark.png), mark.at.x, mark.at.y, { width: mark.width, height: mark.height });
      return;
    case 'text': {
      const style: TextStyle = { size: mark.size, colour: mark.colour, weight: mark.bold === true ? 'semibold' : 'regular' };
      const share = { start: 0, middle: 0.5, end: 1 }[mark.anchor];
      sheet.save();
      if (mark.upwards === true) sheet.rotate(-90, { origin: [mark.at.x, mark.at.y] });
      const x = mark.at.x - share * widthOf(sheet, mark.text, style);
      setText(sheet, mark.text, { x, y: mark.at.y - ASCENT * mark.size }, style);
      sheet.restore();
    }
  }
}

function outline(sheet: Sheet, points: readonly { readonly x: number; readonly y: number }[]): void {
  points.forEach(({ x, y }, at) => (at === 0 ? sheet.moveTo(x, y) : sheet.lineTo(x, y)));
}
