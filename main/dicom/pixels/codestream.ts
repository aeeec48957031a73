// The size that a compressed image says it has, read from its own header before any codec is let at it: a codec that is
// handed an image of 60000 x 60000 in a few bytes would try to make room for it.
// ITU-T T.81 (JPEG) B.2.2, T.87 (JPEG-LS) C.2.2, T.800 (JPEG 2000) A.5.1.

import type { Codec } from '../transfer-syntax.ts';

export interface CodestreamSize {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

/** The declared size; undefined where the header of that format is not there. RLE has none. */
export function codestreamSize(bytes: Uint8Array, codec: Exclude<Codec, 'rle'>): CodestreamSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return codec === 'jpeg' || codec === 'jpeg-ls' ? jpegSize(view) : jpeg2000Size(view);
}

/** How many components the first scan holds: 1 where a colour image's planes follow one another. undefined without a scan header. */
export function componentsOfFirstScan(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = markerPlace(view, (marker) => marker === START_OF_SCAN);
  return at === undefined ? undefined : view.getUint8(at + 4);
}

const START_OF_SCAN = 0xda;

function jpegSize(view: DataView): CodestreamSize | undefined {
  const at = markerPlace(view, isStartOfFrame);
  if (at === undefined) return undefined;
  return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: view.getUint8(at + 9) };
}

/** Where the first such marker segment begins, with ten bytes of it there to be read. */
function markerPlace(view: DataView, isWanted: (marker: number) => boolean): number | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 10 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (isWanted(marker)) return at;
    // A fill byte may stand before a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, and JPEG-LS's SOF55. */
function isStartOfFrame(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xf7;
}

function jpeg2000Size(view: DataView): CodestreamSize | undefined {
  const at = startOfCodestream(view);
  if (at === undefined || at + 42 > view.byteLength) return undefined;
  // SOC, SIZ, Lsiz and Rsiz take eight bytes; then come the grid's end and the image's offset in it.
  const width = view.getUint32(at + 8) - view.getUint32(at + 16);
  const height = view.getUint32(at + 12) - view.getUint32(at + 20);
  return {
    width,
    height,
    components: view.getUint16(at + 40),
  };
}

/** SOC followed by SIZ, at once or inside the boxes of a JP2 file. */
function startOfCodestream(view: DataView): number | undefined {
  const last = Math.min(view.byteLength - 4, 4096);
  for (let at = 0; at <= last; at++) if (view.getUint32(at) === 0xff4fff51) return at;
  return undefined;
}
