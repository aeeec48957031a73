// A figure as marks on a page, in points: the same marks become SVG and PDF, with live text.

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export type Mark =
  | { readonly kind: 'line'; readonly points: readonly Point[]; readonly colour: string; readonly width: number }
  | { readonly kind: 'circle'; readonly at: Point; readonly radius: number; readonly colour: string }
  | { readonly kind: 'box'; readonly at: Point; readonly width: number; readonly height: number; readonly colour: string }
  | {
      readonly kind: 'text';
      readonly at: Point;
      readonly text: string;
      readonly size: number;
      readonly colour: string;
      readonly anchor: 'start' | 'middle' | 'end';
    };

/** x rightwards, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export function svgOf({ width, height, marks }: Drawing): string {
  const body = marks.map(svgMark).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, Arial, sans-serif">\n${body}\n</svg>\n`;
}

function svgMark(mark: Mark): string {
  switch (mark.kind) {
    case 'line':
      return `<polyline points="${mark.points.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ')}" fill="none" stroke="${mark.colour}" stroke-width="${mark.width}"/>`;
    case 'circle':
      return `<circle cx="${round(mark.at.x)}" cy="${round(mark.at.y)}" r="${mark.radius}" fill="${mark.colour}"/>`;
    case 'box':
      return `<rect x="${round(mark.at.x)}" y="${round(mark.at.y)}" width="${round(mark.width)}" height="${round(mark.height)}" fill="${mark.colour}"/>`;
    case 'text':
      return `<text x="${round(mark.at.x)}" y="${round(mark.at.y)}" font-size="${mark.size}" fill="${mark.colour}" text-anchor="${mark.anchor}">${escaped(mark.text)}</text>`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A PDF of one page of the drawing's size, with the program's own typeface embedded. */
export async function pdfOf({ width, height, marks }: Drawing): Promise<Uint8Array> {
  const [{ default: PDFDocument }, { fontFile }] = await Promise.all([import('pdfkit'), import('../pdf/fonts.ts')]);
  const document = new PDFDocument({ size: [width, height], margin: 0 });
  const parts: Uint8Array[] = [];
  document.on('data', (part: Uint8Array) => parts.push(part));
  const ended = new Promise<void>((resolve) => document.on('end', () => resolve()));
  document.registerFont('text', fontFile('regular')).font('text');
  for (const mark of marks) drawMark(document, mark);
  document.end();
  await ended;
  return Buffer.concat(parts);
}

function drawMark(document: PDFKit.PDFDocument, mark: Mark): void {
  switch (mark.kind) {
    case 'line': {
      const [first, ...others] = mark.points;
      if (first === undefined) return;
      document.moveTo(first.x, first.y);
      for (const { x, y } of others) document.lineTo(x, y);
      document.lineWidth(mark.width).strokeColor(mark.colour).stroke();
      return;
    }
    case 'circle':
      document.circle(mark.at.x, mark.at.y, mark.radius).fill(mark.colour);
      return;
    case 'box':
      document.rect(mark.at.x, mark.at.y, mark.width, mark.height).fill(mark.colour);
      return;
    case 'text': {
      document.fontSize(mark.size).fillColor(mark.colour);
      const shift = mark.anchor === 'start' ? 0 : document.widthOfString(mark.text) / (mark.anchor === 'middle' ? 2 : 1);
      document.text(mark.text, mark.at.x - shift, mark.at.y, { lineBreak: false, baseline: 'alphabetic' });
    }
  }
}
