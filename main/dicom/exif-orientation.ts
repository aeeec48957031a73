// Reads the orientation of a JPEG or PNG picture from its EXIF data (CIPA DC-008, tag 0x0112): how a viewer turns the stored pixels.

import { TURNS, type Turn } from '../domain/film/turn.ts';

export interface ExifOrientation {
  /** 1 to 8. */
  readonly value: number;
  readonly turn: Turn;
}

/** Returns the orientation. Null if the picture states none or its EXIF data are damaged: viewers then show the pixels as stored. */
export function exifOrientation(file: Uint8Array): ExifOrientation | null {
  const exif = file[0] === 0xff ? exifOfJpeg(file) : exifOfPng(file);
  const value = exif === null ? null : orientationIn(exif);
  const turn = TURNS[(value ?? 0) - 1];
  return value === null || turn === undefined ? null : { value, turn };
}

const EXIF_HEAD = Buffer.from('Exif\0\0', 'latin1');

/** Returns the TIFF structure of the first EXIF segment before the pixels. */
function exifOfJpeg(file: Uint8Array): DataView | null {
  const view = viewOf(file);
  for (let at = 2; at + 4 <= file.length;) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at += 1; // a fill byte
      continue;
    }
    const length = view.getUint16(at + 2);
    const isSegment = marker >= 0xffc0 && marker !== 0xffda && marker !== 0xffd9 && length >= 2 && at + 2 + length <= file.length;
    if (!isSegment) return null;
    const content = file.subarray(at + 4, at + 2 + length);
    if (marker === 0xffe1 && startsWithExif(content)) return viewOf(content.subarray(EXIF_HEAD.length));
    at += 2 + length;
  }
  return null;
}

/** Returns the content of the `eXIf` chunk. Some programs write it behind the pixels, and some with the head of a JPEG segment. */
function exifOfPng(file: Uint8Array): DataView | null {
  const view = viewOf(file);
  for (let at = 8; at + 12 <= file.length;) {
    const length = view.getUint32(at);
    if (at + 12 + length > file.length) return null;
    const content = file.subarray(at + 8, at + 8 + length);
    if (view.getUint32(at + 4) === EXIF_CHUNK)
      return viewOf(startsWithExif(content) ? content.subarray(EXIF_HEAD.length) : content);
    at += 12 + length;
  }
  return null;
}

/** `eXIf` */
const EXIF_CHUNK = 0x65584966;
const ORIENTATION = 0x0112;
const SHORT = 3;
const LONG = 4;

/** Searches the first directory of a TIFF structure. */
function orientationIn(tiff: DataView): number | null {
  if (tiff.byteLength < 8) return null;
  const order = tiff.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const little = order === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return null;
  const entries = tiff.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > tiff.byteLength) return null;
    if (tiff.getUint16(at, little) !== ORIENTATION) continue;
    const type = tiff.getUint16(at + 2, little);
    if (type === SHORT) return tiff.getUint16(at + 8, little);
    return type === LONG ? tiff.getUint32(at + 8, little) : null;
  }
  return null;
}

function startsWithExif(content: Uint8Array): boolean {
  return EXIF_HEAD.equals(content.subarray(0, EXIF_HEAD.length));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
