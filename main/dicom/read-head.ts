// Reads the header from the first part of a file, without the pixels, to scan many files quickly.

import { openDataSet } from './data-set.ts';
import { readHeader, type RadiographHeader } from './header.ts';
import type { TransferSyntax } from './transfer-syntax.ts';

/** Enough for the header of a radiograph. */
export const FILM_HEAD_BYTES = 64 * 1024;

/** Pixel Data's tag in both byte orders. */
const PIXEL_TAGS = [Buffer.from([0xe0, 0x7f, 0x10, 0x00]), Buffer.from([0x7f, 0xe0, 0x00, 0x10])] as const;

const MOST_TRIES = 4;

/** The header of a film, and where its pixels end in the file. Null for compressed pixels, whose end the header does not state. */
export interface FilmHead {
  readonly header: RadiographHeader;
  readonly pixelsEnd: number | null;
}

/** Returns the header from the first part of a file. Returns null if that part does not contain the whole header. */
export function headerOfHead(head: Uint8Array): FilmHead | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  // The tag may also occur inside a value, such as a preview. The right cut leaves only whole elements.
  for (const tag of PIXEL_TAGS) {
    for (let at = bytes.lastIndexOf(tag), tries = 0; at > 0 && tries < MOST_TRIES; at = bytes.lastIndexOf(tag, at - 1), tries++) {
      const dataSet = openDataSet(bytes.subarray(0, at));
      if (!dataSet.ok) continue;
      const header = readHeader(dataSet.value);
      if (header.ok) return { header: header.value, pixelsEnd: endOfPixels(bytes, at, dataSet.value.syntax) };
    }
  }
  return null;
}

const UNDEFINED_LENGTH = 0xffffffff;

/** Returns where the value of the pixel element at `at` ends. An explicit VR takes four bytes before the length. */
function endOfPixels(bytes: Buffer, at: number, { explicitVr, littleEndian }: TransferSyntax): number | null {
  const lengthAt = at + (explicitVr ? 8 : 4);
  if (lengthAt + 4 > bytes.length) return null;
  const length = littleEndian ? bytes.readUInt32LE(lengthAt) : bytes.readUInt32BE(lengthAt);
  return length === UNDEFINED_LENGTH ? null : lengthAt + 4 + length;
}
