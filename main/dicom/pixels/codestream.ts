// Reads the size that a compressed image declares, before a codec sees it. A few bytes can declare an image of
// 60000 x 60000, and the codec would try to allocate it.
// ITU-T T.81 (JPEG) B.2.2, T.87 (JPEG-LS) C.2.2, T.800 (JPEG 2000) A.5.1.

import type { Codec } from '../transfer-syntax.ts';

export interface CodestreamSize {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

/** Returns the declared size, or undefined if the format's header is missing. RLE declares none. */
export function codestreamSize(bytes: Uint8Array, codec: Exclude<Codec, 'rle'>): CodestreamSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return codec === 'jpeg' || codec === 'jpeg-ls' ? jpegSize(view) : jpeg2000Size(view);
}

/** Returns the number of components in the first scan: 1 if a colour image stores plane after plane. Undefined without a scan header. */
export function componentsOfFirstScan(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = markerOffset(view, (marker) => marker === START_OF_SCAN);
  return at === undefined ? undefined : view.getUint8(at + 4);
}

const START_OF_SCAN = 0xda;

function jpegSize(view: DataView): CodestreamSize | undefined {
  const at = markerOffset(view, isStartOfFrame);
  if (at === undefined) return undefined;
  return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: view.getUint8(at + 9) };
}

/** Returns the offset of the first matching marker segment that has at least ten bytes. */
function markerOffset(view: DataView, matches: (marker: number) => boolean): number | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 10 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (matches(marker)) return at;
    // A fill byte may precede a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** SOF0 to SOF15 except DHT, JPG and DAC, and SOF55 of JPEG-LS. */
function isStartOfFrame(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xf7;
}

function jpeg2000Size(view: DataView): CodestreamSize | undefined {
  const at = startOfCodestream(view);
  if (at === undefined || at + 42 > view.byteLength) return undefined;
  // SOC, SIZ, Lsiz and Rsiz take eight bytes. The end of the grid and the image's offset in it follow.
  const width = view.getUint32(at + 8) - view.getUint32(at + 16);
  const height = view.getUint32(at + 12) - view.getUint32(at + 20);
  return {
    width,
    height,
    components: view.getUint16(at + 40),
  };
}

/** Finds SOC followed by SIZ, at the start or inside the boxes of a JP2 file. */
function startOfCodestream(view: DataView): number | undefined {
  const last = Math.min(view.byteLength - 4, 4096);
  for (let at = 0; at <= last; at++) if (view.getUint32(at) === 0xff4fff51) return at;
  return undefined;
}
