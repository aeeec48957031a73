// Overwrites comments and application segments inside compressed pixels with zeros. Their text disappears, all lengths and
// offsets stay valid, and the coded image stays identical bit for bit.
// ITU-T T.81 B.1.1.3 (JPEG), T.87 (JPEG-LS), T.800 A.2 (JPEG 2000).

import type { Codec } from '../transfer-syntax.ts';

/** Returns a copy of the frame without its texts, or the frame itself if it has no text. */
export function withoutText(frame: Uint8Array, codec: Codec): Uint8Array {
  const spans = codec === 'rle' ? [] : codec === 'jpeg' || codec === 'jpeg-ls' ? jpegTexts(frame, codec) : jpeg2000Texts(frame);
  const written = spans.filter(({ start, end }) => frame.subarray(start, end).some((byte) => byte !== 0));
  if (written.length === 0) return frame;
  const clean = new Uint8Array(frame);
  for (const { start, end } of written) clean.fill(0, start, end);
  return clean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function jpegTexts(frame: Uint8Array, codec: 'jpeg' | 'jpeg-ls'): Span[] {
  const spans: Span[] = [];
  let at = startOf(frame, 0xd8) + 2;
  while (at + 1 < frame.length) {
    const marker = frame[at + 1];
    // Coded data: JPEG inserts a zero byte after 0xff, JPEG-LS a zero bit.
    const coded = frame[at] !== 0xff || marker === 0xff || (codec === 'jpeg' ? marker === 0 : marker < 0x80);
    if (coded) at += 1;
    else if (marker >= 0xd0 && marker <= 0xd7) at += 2;
    else if (marker === 0xd9) return [...spans, { start: at + 2, end: frame.length }];
    else {
      const end = Math.min(frame.length, at + 2 + frame[at + 2] * 256 + frame[at + 3]);
      if (isText(marker)) spans.push(...keptStart(frame, { start: at + 4, end }, marker));
      at = Math.max(at + 2, end);
    }
  }
  return spans;
}

/** COM, APP0 to APP15, and the reserved segments that decoders ignore. */
function isText(marker: number): boolean {
  return marker === 0xfe || (marker >= 0xe0 && marker <= 0xef) || (marker >= 0x02 && marker <= 0xbf);
}

/** Keeps what a decoder needs for the colours: fixed fields of JFIF and Adobe, HP's colour transform of JPEG-LS. */
function keptStart(frame: Uint8Array, { start, end }: Span, marker: number): Span[] {
  const begins = (text: string): boolean => Buffer.from(frame.subarray(start, start + text.length)).toString('latin1') === text;
  if (marker === 0xe0 && begins('JFIF\0')) return [{ start: start + 12, end }];
  if (marker === 0xee && begins('Adobe')) {
    return [
      { start: start + 5, end: Math.min(end, start + 11) },
      { start: start + 12, end },
    ];
  }
  if (marker === 0xe8 && begins('mrfx')) return [{ start: start + 5, end }];
  return [{ start, end }];
}

const COMMENT = 0xff64;
const START_OF_TILE_PART = 0xff90;
const START_OF_DATA = 0xff93;
const END_OF_CODESTREAM = 0xffd9;

function jpeg2000Texts(frame: Uint8Array): Span[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const boxes = boxTexts(view);
  const spans: Span[] = [...boxes.texts];
  let at = boxes.codestream + 2;
  let tile = { start: 0, length: 0 };
  while (at + 4 <= frame.length) {
    const marker = view.getUint16(at);
    if (marker === END_OF_CODESTREAM) break;
    if (marker === START_OF_DATA) {
      // A tile part with a length ends there. The last one may extend to the end without a length.
      if (tile.length === 0) return spans;
      at = Math.max(at + 2, tile.start + tile.length);
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === START_OF_TILE_PART && at + 10 <= frame.length) tile = { start: at, length: view.getUint32(at + 6) };
    if (marker === COMMENT) spans.push({ start: at + 6, end: Math.min(end, frame.length) }); // after the field with the kind of comment
    if (marker < 0xff00) return spans;
    at = Math.max(at + 4, end);
  }
  return [...spans, { start: Math.min(at + 2, frame.length), end: frame.length }];
}

/** Finds the start of the codestream, and in a JP2 file the boxes around it that are not part of the image. */
function boxTexts(view: DataView): { readonly codestream: number; readonly texts: readonly Span[] } {
  if (view.byteLength >= 2 && view.getUint16(0) === 0xff4f) return { codestream: 0, texts: [] };
  const texts: Span[] = [];
  let codestream = view.byteLength;
  for (let at = 0; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at) || view.byteLength - at;
    const kind = view.getUint32(at + 4);
    const end = Math.min(view.byteLength, at + Math.max(8, length));
    if (kind === CODESTREAM_BOX) codestream = at + 8;
    else if (!PICTURE_BOXES.has(kind)) texts.push({ start: at + 8, end });
    at = end;
  }
  return { codestream, texts };
}

const boxKind = (text: string): number => Buffer.from(text, 'latin1').readUInt32BE();
const CODESTREAM_BOX = boxKind('jp2c');
const PICTURE_BOXES = new Set(['jP  ', 'ftyp', 'jp2h'].map(boxKind));

function startOf(frame: Uint8Array, marker: number): number {
  return frame[0] === 0xff && frame[1] === marker ? 0 : frame.length;
}
