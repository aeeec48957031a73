// Lets one shape stand for several letters. Arabic letters share the shape below their dots, but fontkit and pdfkit remember only the first
// letter that a shape printed, so a search in the PDF would not find the others. Here each further letter gets a copy of the shape.

import type PDFDocument from 'pdfkit';

/** The parts of pdfkit's embedded font that it does not publish. */
interface EmbeddedFont {
  readonly font: { getGlyph: (id: number, codePoints?: readonly number[]) => object };
  readonly layout: (
    text: string,
    features: unknown,
  ) => { readonly glyphs: readonly Glyph[]; readonly positions: readonly unknown[] };
  readonly subset: { readonly glyphs: number[]; readonly includeGlyph: (id: number) => number };
  /** For each shape in the PDF, its letters and its width. */
  readonly unicode: (readonly number[])[];
  readonly widths: number[];
  readonly scale: number;
  encode: (text: string, features: unknown) => [shapes: readonly string[], positions: readonly unknown[]];
}

interface Glyph {
  readonly id: number;
  readonly codePoints: readonly number[];
  readonly advanceWidth: number;
}

/** Changes the font in use. Changing it again has no effect. */
export function keepEveryReading(sheet: InstanceType<typeof PDFDocument>): void {
  const font: unknown = Reflect.get(sheet, '_font');
  if (!isEmbedded(font)) throw new Error('pdfkit has changed: the font in use is not where it was.');
  if (CHANGED in font) return;
  const shared = font.font.getGlyph.bind(font.font);
  const getGlyph: typeof shared = (id, codePoints = []) => Object.create(shared(id), { codePoints: { value: codePoints } });
  Object.assign(font.font, { getGlyph });
  const shapes = new Map<string, number>();
  const shapeOf = ({ id, codePoints, advanceWidth }: Glyph): number => {
    const reading = `${id} ${codePoints.join(' ')}`;
    const known = shapes.get(reading);
    if (known !== undefined) return known;
    const first = font.subset.includeGlyph(id);
    const shape = font.unicode[first] === undefined ? first : font.subset.glyphs.push(id) - 1;
    font.unicode[shape] = codePoints;
    font.widths[shape] = advanceWidth * font.scale;
    shapes.set(reading, shape);
    return shape;
  };
  const encode: EmbeddedFont['encode'] = (text, features) => {
    const { glyphs, positions } = font.layout(text, features);
    return [glyphs.map((glyph) => shapeOf(glyph).toString(16).padStart(4, '0')), positions];
  };
  Object.assign(font, { encode, [CHANGED]: true });
}

const PARTS = ['font', 'layout', 'subset', 'unicode', 'widths', 'scale', 'encode'];

const CHANGED = Symbol('every reading is kept');

function isEmbedded(font: unknown): font is EmbeddedFont {
  return typeof font === 'object' && font !== null && PARTS.every((part) => part in font);
}
