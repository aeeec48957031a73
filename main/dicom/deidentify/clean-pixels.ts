// Rewrites the pixel data: the same coded image, without anything that hides around it.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { DataSet } from '../data-set.ts';
import { itemValues, PIXEL_DATA, type ElementPlace } from '../elements.ts';
import { elementHead, encodeElement } from '../encode-elements.ts';
import { frameFragments } from '../pixels/frame-fragments.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';
import { withoutText } from './codestream-text.ts';

export interface CleanPixels {
  /** The whole element, including all fragments. */
  readonly bytes: Uint8Array;
  /** Comments, application data or embedded overlays were overwritten, or bytes after the image were cut off. */
  readonly changed: boolean;
}

export function cleanPixels(
  { bytes, syntax, elements }: DataSet,
  header: RadiographHeader,
  pixelData: ElementPlace,
): Result<CleanPixels> {
  const value = bytes.subarray(pixelData.valueStart, pixelData.end);
  if (!pixelData.undefinedLength) {
    // The file's VR counts only if pixels may have it.
    const vr = /^O[BW]$/.test(pixelData.vr) ? pixelData.vr : header.bitsAllocated <= 8 ? 'OB' : 'OW';
    const needed = bytesOfPicture(header);
    const cut = needed > 0 && value.length > needed + (needed % 2);
    const kept = cut ? value.subarray(0, needed + (needed % 2)) : value;
    const overlaid = hasEmbeddedOverlay(elements) && header.bitsAllocated === 16;
    const clean = overlaid ? withoutUnusedBits(kept, header, syntax.littleEndian) : kept;
    return success({ bytes: encodeElement({ tag: PIXEL_DATA, vr, value: clean }, syntax), changed: cut || overlaid });
  }
  const { codec } = syntax;
  const items = itemValues(bytes, pixelData);
  const frames = frameFragments(items, header.frames);
  if (codec === undefined || frames === undefined) {
    return framesMissing(header);
  }
  const clean = frames.map((frame) => withoutText(frame, codec));
  // An offset table has four bytes per frame or is empty. Anything else is dropped.
  const table = items[0].length === 4 * header.frames ? items[0] : Buffer.alloc(0);
  const changed = clean.some((frame, i) => frame !== frames[i]);
  // Cleaning keeps the lengths, so the cleaned frames fit into their original fragments.
  const joined = Buffer.concat(clean);
  if (joined.length !== items.slice(1).reduce((sum, { length }) => sum + length, 0)) return framesMissing(header);
  let from = 0;
  const fragments = items.slice(1).map(({ length }) => joined.subarray(from, (from += length)));
  return success({ bytes: packed([table, ...fragments]), changed });
}

/** An overlay without its own data lies in unused bits of the pixels. PS3.3 C.9.2, retired. */
function hasEmbeddedOverlay(elements: readonly ElementPlace[]): boolean {
  const overlays = elements.filter(({ tag }) => tag >>> 24 === 0x60 && (tag >>> 16) % 2 === 0);
  return overlays.length > 0 && !overlays.some(({ tag }) => (tag & 0xffff) === 0x3000);
}

function withoutUnusedBits(value: Uint8Array, { bitsStored, highBit }: RadiographHeader, littleEndian: boolean): Uint8Array {
  const mask = ((2 ** bitsStored - 1) << (highBit + 1 - bitsStored)) & 0xffff;
  const [low, high] = littleEndian ? [mask & 0xff, mask >>> 8] : [mask >>> 8, mask & 0xff];
  return value.map((byte, i) => byte & (i % 2 === 0 ? low : high));
}

function framesMissing({ frames }: RadiographHeader): ReturnType<typeof failed> {
  return failed('dicom-malformed', dicomText.pixels.framesMissing(frames));
}

/** Returns the bytes of the uncompressed image. 0 if the header does not state them. */
function bytesOfPicture({ rows, columns, samples, frames, bitsAllocated, photometric }: RadiographHeader): number {
  const halved = photometric === 'YBR_FULL_422' && bitsAllocated === 8 && samples === 3;
  const bytes = Math.ceil((rows * columns * frames * (halved ? 2 : samples) * bitsAllocated) / 8);
  return Number.isFinite(bytes) ? bytes : 0;
}

function packed(items: readonly Uint8Array[]): Uint8Array {
  const encoding = { explicitVr: true, littleEndian: true };
  const item = (value: Uint8Array): Uint8Array[] => [
    elementHead(0xfffee000, { vr: '', length: value.length }, { ...encoding, explicitVr: false }),
    value,
  ];
  return Buffer.concat([
    elementHead(PIXEL_DATA, { vr: 'OB', length: 0xffffffff }, encoding),
    ...items.flatMap(item),
    Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]),
  ]);
}
