// Walks over the top-level data elements of a data set and finds where each lies, without decoding or copying any.
// Every step moves forward by at least eight bytes, and no length in the file causes an allocation. A hostile file therefore
// costs no more than its own size. PS3.5 chapter 7.

import { failed, success, type Result } from '../domain/failure.ts';
import { dicomText } from './text.ts';

export interface ElementEncoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

export interface ElementPlace {
  /** Group and element as one number: 0x7fe00010 is Pixel Data. */
  readonly tag: number;
  /** Empty with implicit VR. */
  readonly vr: string;
  /** The offsets of the element, of its value, and of the next element. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
  /** The value is a sequence or a list of fragments that ends with a delimiter. */
  readonly undefinedLength: boolean;
}

export const PIXEL_DATA = 0x7fe00010;
export const FLOAT_PIXEL_DATA = 0x7fe00008;
export const DOUBLE_FLOAT_PIXEL_DATA = 0x7fe00009;

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const DEEPEST_NESTING = 64;
export const LONG_VRS: ReadonlySet<string> = new Set([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);
const SHORT_VRS = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

/** Lists the elements from `start` up to and including the first for which `stopAt(tag)` is true, or to the end of the file. */
export function walkElements(
  bytes: Uint8Array,
  start: number,
  encoding: ElementEncoding,
  stopAt: (tag: number) => boolean,
): Result<readonly ElementPlace[]> {
  const reader: Reader = { bytes, view: viewOf(bytes), ...encoding };
  const places: ElementPlace[] = [];
  let at = start;
  while (at + 8 <= bytes.length) {
    const head = readHead(reader, at);
    if (head.tag === ITEM_END || head.tag === SEQUENCE_END) {
      at += 8; // stray delimiters that some tools leave behind
      continue;
    }
    const end = endOf(reader, head);
    if (!end.ok) return end;
    places.push({ ...head, end: end.value });
    if (stopAt(head.tag)) return success(places);
    at = end.value;
  }
  // A few bytes at the end are padding only if they are all zero.
  const left = bytes.subarray(at);
  if (left.every((byte) => byte === 0)) return success(places);
  return failed('dicom-truncated', dicomText.element.endsInHead(left.length));
}

/** Returns the values of the items in an element of undefined length, such as the fragments of compressed pixels. */
export function itemValues(bytes: Uint8Array, element: ElementPlace): readonly Uint8Array[] {
  const view = viewOf(bytes);
  const items: Uint8Array[] = [];
  for (let at = element.valueStart; at + 8 <= element.end;) {
    if (readTag(view, at, true) !== ITEM) break;
    const length = view.getUint32(at + 4, true);
    items.push(bytes.subarray(at + 8, Math.min(element.end, at + 8 + length)));
    at += 8 + length;
  }
  return items;
}

/** Finds the content of each item in a sequence. Fails if the items do not fill the sequence. */
export function sequenceItems(
  bytes: Uint8Array,
  sequence: ElementPlace,
  encoding: ElementEncoding,
): Result<readonly { readonly start: number; readonly end: number }[]> {
  const reader: Reader = { bytes: bytes.subarray(0, sequence.end), view: viewOf(bytes), ...encoding };
  const items: { start: number; end: number }[] = [];
  for (let at = sequence.valueStart; at + 8 <= sequence.end;) {
    const head = readHead(reader, at);
    if (head.tag === SEQUENCE_END) break;
    if (head.tag !== ITEM) return cutOff(sequence.tag, undefined, sequence.end - at);
    const end = head.undefinedLength ? endOfSequence(reader, head) : endOf(reader, head);
    if (!end.ok) return end;
    items.push({ start: head.valueStart, end: head.undefinedLength ? end.value - 8 : end.value });
    at = end.value;
  }
  return success(items);
}

/** Returns true if the two bytes at `at` are a value representation of the standard. */
export function hasVrAt(bytes: Uint8Array, at: number): boolean {
  const vr = String.fromCharCode(bytes[at], bytes[at + 1]);
  return LONG_VRS.has(vr) || SHORT_VRS.has(vr);
}

/** Writes a tag as `(gggg,eeee)`, like the standard and most DICOM tools. */
function tagText(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

interface Reader extends ElementEncoding {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

interface ElementHead extends Omit<ElementPlace, 'end'> {
  readonly length: number;
}

function readHead(reader: Reader, start: number): ElementHead {
  const { bytes, view, littleEndian } = reader;
  const tag = readTag(view, start, littleEndian);
  const isDelimiter = tag === ITEM || tag === ITEM_END || tag === SEQUENCE_END;
  // Some writers switch to implicit VR for single elements. If the letters are not a VR, they belong to the length.
  const letters = reader.explicitVr && !isDelimiter && isUpperCase(bytes[start + 4]) && isUpperCase(bytes[start + 5]);
  const vr = letters ? String.fromCharCode(bytes[start + 4], bytes[start + 5]) : '';
  const long = LONG_VRS.has(vr);
  const valueStart = long ? start + 12 : start + 8;
  const length = lengthAt(view, long ? start + 8 : letters ? start + 6 : start + 4, letters && !long, littleEndian);
  return { tag, vr, start, valueStart, length, undefinedLength: length === UNDEFINED_LENGTH };
}

/** Past the end of the file, returns a length larger than any file. The caller's bounds check then refuses it. */
function lengthAt(view: DataView, at: number, short: boolean, littleEndian: boolean): number {
  if (at + (short ? 2 : 4) > view.byteLength) return UNDEFINED_LENGTH - 1;
  return short ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian);
}

function endOf(reader: Reader, head: ElementHead): Result<number> {
  if (!head.undefinedLength) {
    const end = head.valueStart + head.length;
    return end <= reader.bytes.length ? success(end) : cutOff(head.tag, head.length, reader.bytes.length - head.valueStart);
  }
  // The content of an unknown element of undefined length is always implicit little endian (PS3.5 6.2.2).
  const inside = head.vr === 'UN' ? { ...reader, explicitVr: false, littleEndian: true } : reader;
  return endOfSequence(inside, head);
}

function endOfSequence(reader: Reader, head: ElementHead): Result<number> {
  const closers: number[] = [head.tag === ITEM ? ITEM_END : SEQUENCE_END];
  let at = head.valueStart;
  while (at + 8 <= reader.bytes.length) {
    const inner = readHead(reader, at);
    if (inner.tag === closers.at(-1)) {
      closers.pop();
      at += 8;
      if (closers.length === 0) return success(at);
    } else if (inner.undefinedLength) {
      if (closers.length >= DEEPEST_NESTING) {
        return failed('dicom-malformed', dicomText.element.nestedTooDeep(tagText(head.tag), DEEPEST_NESTING));
      }
      closers.push(inner.tag === ITEM ? ITEM_END : SEQUENCE_END);
      at = inner.valueStart;
    } else {
      at = inner.valueStart + inner.length;
    }
  }
  // Fragments are complete even if only their last delimiter is missing. Their reader checks the content.
  return head.tag === PIXEL_DATA && closers.length === 1 && at === reader.bytes.length
    ? success(at)
    : cutOff(head.tag, undefined, reader.bytes.length - head.valueStart);
}

function cutOff(tag: number, expected: number | undefined, left: number): ReturnType<typeof failed> {
  const { endsBeforeDelimiter, endsInValue } = dicomText.element;
  const [name, remaining] = [tagText(tag), Math.max(0, left)];
  const message = expected === undefined ? endsBeforeDelimiter(name, remaining) : endsInValue(name, expected, remaining);
  return failed('dicom-truncated', message);
}

function readTag(view: DataView, at: number, littleEndian: boolean): number {
  return view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian);
}

function isUpperCase(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
