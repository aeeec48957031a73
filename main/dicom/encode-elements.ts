// Writes data elements and items as bytes, in any of the uncompressed encodings. PS3.5 chapter 7.

import { LONG_VRS, type ElementEncoding } from './elements.ts';

export interface PlainElement {
  readonly tag: number;
  readonly vr: string;
  /** In the byte order of the encoding. The encoder pads it to an even length. */
  readonly value: Uint8Array;
}

export function encodeElement({ tag, vr, value }: PlainElement, encoding: ElementEncoding): Uint8Array {
  const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from([ENDING_ZERO.has(vr) ? 0 : 0x20])]);
  return Buffer.concat([elementHead(tag, { vr, length: padded.length }, encoding), padded]);
}

/** Writes tag, value representation and length. The length 0xffffffff means undefined. */
export function elementHead(
  tag: number,
  { vr, length }: { readonly vr: string; readonly length: number },
  { explicitVr, littleEndian }: ElementEncoding,
): Uint8Array {
  const long = explicitVr && LONG_VRS.has(vr);
  const head = Buffer.alloc(long ? 12 : 8);
  const short = (value: number, at: number): number =>
    littleEndian ? head.writeUInt16LE(value, at) : head.writeUInt16BE(value, at);
  short(tag >>> 16, 0);
  short(tag & 0xffff, 2);
  if (explicitVr) head.write(vr, 4, 'latin1');
  if (explicitVr && !long) {
    if (length > 0xffff) throw new RangeError(`a value of ${length} bytes is too long for ${vr}`);
    short(length, 6);
  } else if (littleEndian) head.writeUInt32LE(length, head.length - 4);
  else head.writeUInt32BE(length, head.length - 4);
  return head;
}

/** With explicit VR, most kinds of value have a 16-bit length. */
export function fitsLength(vr: string, value: Uint8Array, { explicitVr }: ElementEncoding): boolean {
  return !explicitVr || LONG_VRS.has(vr) || value.length <= 0xfffe;
}

/** Writes a sequence of items with defined lengths. Each item is the bytes of its elements. */
export function encodeSequence(tag: number, items: readonly Uint8Array[], encoding: ElementEncoding): Uint8Array {
  const value = items.flatMap((item) => [
    elementHead(ITEM, { vr: '', length: item.length }, { ...encoding, explicitVr: false }),
    item,
  ]);
  return encodeElement({ tag, vr: 'SQ', value: Buffer.concat(value) }, encoding);
}

const ITEM = 0xfffee000;

/** Bytes and identifiers are padded with a zero, text with a space. */
const ENDING_ZERO = new Set(['UI', 'OB', 'OW', 'UN', 'OF', 'OD', 'OL', 'OV']);
