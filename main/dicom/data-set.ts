// Finds the data set in a file's bytes. The file may be Part 10 with or without its preamble, a bare data set, or deflated.

import { inflateRawSync } from 'node:zlib';
import { failed, success, type Result } from '../domain/failure.ts';
import { DOUBLE_FLOAT_PIXEL_DATA, FLOAT_PIXEL_DATA, hasVrAt, PIXEL_DATA, walkElements, type ElementPlace } from './elements.ts';
import { dicomText } from './text.ts';
import { EXPLICIT_LITTLE_ENDIAN, transferSyntaxOf, type TransferSyntax } from './transfer-syntax.ts';

export interface DataSet {
  /** The declared syntax, with the encoding that the elements actually have. */
  readonly syntax: TransferSyntax;
  /** The file's bytes, or the inflate data set. */
  readonly bytes: Uint8Array;
  /** The top-level elements in file order, up to and including the pixel data. */
  readonly elements: readonly ElementPlace[];
}

/** No radiograph inflates to more. A larger file is built to exhaust memory. */
const LARGEST_INFLATED_BYTES = 256 * 1024 * 1024;

/** Finds every top-level element up to the pixel data. Decodes nothing. */
export function openDataSet(file: Uint8Array): Result<DataSet> {
  const start = startOfElements(file);
  if (start === undefined) return failed('not-dicom', notDicomMessage(file));
  const meta = readMeta(file, start);
  if (!meta.ok) return meta;
  const body = meta.value.syntax.deflated ? inflate(file, meta.value.end) : success({ bytes: file, start: meta.value.end });
  if (!body.ok) return body;
  const { bytes } = body.value;
  const syntax = encodingAsFound(bytes, body.value.start, meta.value.syntax);
  const elements = walkElements(bytes, body.value.start, syntax, isPixels);
  if (!elements.ok) return elements;
  if (elements.value.length > 0) return success({ syntax, bytes, elements: elements.value });
  return failed('dicom-truncated', dicomText.file.endsAfterMeta);
}

/** Pixel Data, or one of its two floating-point forms. */
function isPixels(tag: number): boolean {
  return tag === PIXEL_DATA || tag === FLOAT_PIXEL_DATA || tag === DOUBLE_FLOAT_PIXEL_DATA;
}

/** Returns the offset of the first element, with or without a preamble. Returns undefined if the file is not DICOM. */
function startOfElements(file: Uint8Array): number | undefined {
  if (textAt(file, 128, 4) === 'DICM') return 132;
  // Without a preamble the file must start with the meta header or with the identifying group.
  const group = file.length < 8 ? 0 : file[0] + file[1] * 256;
  const bigEndianGroup = file.length < 8 ? 0 : file[0] * 256 + file[1];
  if (group === 0x0002 && hasVrAt(file, 4)) return 0;
  if (group === 0x0008 && (hasVrAt(file, 4) || implicitLengthAt(file) <= 1024)) return 0;
  if (bigEndianGroup === 0x0008 && hasVrAt(file, 4)) return 0;
  return undefined;
}

function implicitLengthAt(file: Uint8Array): number {
  return new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(4, true);
}

interface Meta {
  readonly syntax: TransferSyntax;
  readonly end: number;
}

/** Reads the meta header element by element, because its group length is not reliable. */
function readMeta(file: Uint8Array, start: number): Result<Meta> {
  const encoding = { explicitVr: true, littleEndian: true };
  let end = start;
  let uid: string | undefined;
  while (end + 8 <= file.length && file[end] === 0x02 && file[end + 1] === 0x00) {
    const [element] = unwrapOrEmpty(walkElements(file, end, encoding, () => true));
    if (element === undefined) {
      return failed('dicom-truncated', dicomText.file.endsInMeta);
    }
    if (element.tag === 0x00020010)
      uid = textAt(file, element.valueStart, element.end - element.valueStart).replace(/[\0 ]+$/, '');
    end = element.end;
  }
  if (uid === undefined || uid === '') return success({ syntax: EXPLICIT_LITTLE_ENDIAN, end });
  const syntax = transferSyntaxOf(uid);
  if (syntax !== undefined) return success({ syntax, end });
  return failed('transfer-syntax-unsupported', dicomText.file.unknownSyntax(printable(uid)));
}

function unwrapOrEmpty<T>(result: Result<readonly T[]>): readonly T[] {
  return result.ok ? result.value : [];
}

/** Some writers declare one encoding and use another. The first element shows which one the file uses. */
function encodingAsFound(bytes: Uint8Array, start: number, declared: TransferSyntax): TransferSyntax {
  if (start + 8 > bytes.length) return declared;
  const explicitVr = hasVrAt(bytes, start + 4);
  const littleEndian = !explicitVr || bytes[start] !== 0 || bytes[start + 1] === 0;
  return { ...declared, explicitVr, littleEndian };
}

function inflate(file: Uint8Array, start: number): Result<{ bytes: Uint8Array; start: number }> {
  try {
    const bytes = inflateRawSync(file.subarray(start), { maxOutputLength: LARGEST_INFLATED_BYTES });
    return success({ bytes, start: 0 });
  } catch (error) {
    if (error instanceof RangeError) {
      return failed('image-too-large', dicomText.file.deflatedTooLarge(LARGEST_INFLATED_BYTES / 1024 / 1024));
    }
    return failed('dicom-truncated', dicomText.file.deflatedDamaged);
  }
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', at, at + length);
}

/** Makes text from a file safe to quote in a message: short, and free of control characters. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
}

const OTHER_FORMATS: readonly (readonly [string, keyof typeof dicomText.file.formats])[] = [
  ['\x89PNG', 'png'],
  ['\xff\xd8\xff', 'jpeg'],
  ['%PDF', 'pdf'],
  ['PK\x03\x04', 'zip'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['\x89HDF', 'hdf5'],
  ['version:', 'landmarks'],
];

function notDicomMessage(file: Uint8Array): string {
  const begins = textAt(file, 0, 8);
  const format = OTHER_FORMATS.find(([magic]) => begins.startsWith(magic))?.[1];
  const { empty, otherFormat, unknownFormat, formats } = dicomText.file;
  if (file.length === 0) return empty;
  return format === undefined ? unknownFormat : otherFormat(formats[format]);
}
