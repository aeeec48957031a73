// Reads the stored values of any image that can be decoded: several frames, colour, palettes, floating point. It serves to inspect
// files and to check the reader. Radiographs for grading go through `read-radiograph.ts`.

import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { DataSet } from '../data-set.ts';
import { DOUBLE_FLOAT_PIXEL_DATA, FLOAT_PIXEL_DATA, itemValues, PIXEL_DATA, type ElementPlace } from '../elements.ts';
import { frameFragments } from './frame-fragments.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';
import { impossibleImage, noPixels } from './image-refusal.ts';
import { expandYbr, interleave, toLittleEndian, unpackBits } from './plain-values.ts';
import { unpackFrame } from './unpack.ts';

export const ValueTypeSchema = z.enum(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']);

export type ValueType = z.infer<typeof ValueTypeSchema>;

export interface AnyImage {
  readonly type: ValueType;
  /** Little-endian, before any table; the samples of a pixel are adjacent. // [frames, rows, columns, samples] */
  readonly bytes: Uint8Array;
}

/** Larger than any radiograph, ultrasound loop or scan of a hip. A larger claim is refused before memory is allocated. */
const LARGEST_IMAGE_BYTES = 512 * 1024 * 1024;

/** Returns every stored value of the image, or why it cannot be read. */
export async function readAnyImage(dataSet: DataSet, header: RadiographHeader): Promise<Result<AnyImage>> {
  const pixelData = dataSet.elements.at(-1);
  const bits = pixelData === undefined ? undefined : bitsOf(pixelData.tag, header);
  if (pixelData === undefined || bits === undefined) return { ok: false, failure: noPixels(dataSet, header) };
  const floating = pixelData.tag !== PIXEL_DATA;
  const refusal = impossibleImage(floating ? { ...header, bitsAllocated: 32, bitsStored: 32, highBit: 31 } : header);
  if (refusal !== undefined) return { ok: false, failure: refusal };
  const { rows, columns, samples, frames } = header;
  const values = rows * columns * samples * frames;
  if (![1, 3, 4].includes(samples) || !Number.isInteger(frames) || frames < 1) {
    return failed('dicom-malformed', dicomText.image.impossibleFrames(frames, samples));
  }
  if ((values * Math.max(8, bits)) / 8 > LARGEST_IMAGE_BYTES) {
    return failed('image-too-large', dicomText.image.tooManyFrames(header, LARGEST_IMAGE_BYTES / 1024 ** 2));
  }
  const bytes = pixelData.undefinedLength
    ? await packedFrames(dataSet, header, pixelData)
    : plainFrames(dataSet, header, { pixelData, bits });
  return bytes.ok ? success({ type: typeOf(bits, header.signed, floating), bytes: bytes.value }) : bytes;
}

function bitsOf(tag: number, header: RadiographHeader): number | undefined {
  if (tag === PIXEL_DATA) return header.bitsAllocated;
  if (tag === FLOAT_PIXEL_DATA) return 32;
  return tag === DOUBLE_FLOAT_PIXEL_DATA ? 64 : undefined;
}

function typeOf(bits: number, signed: boolean, floating: boolean): ValueType {
  if (floating) return bits === 32 ? 'float32' : 'float64';
  if (bits <= 8) return signed && bits === 8 ? 'int8' : 'uint8';
  if (bits === 16) return signed ? 'int16' : 'uint16';
  return signed ? 'int32' : 'uint32';
}

async function packedFrames(dataSet: DataSet, header: RadiographHeader, pixelData: ElementPlace): Promise<Result<Uint8Array>> {
  const { syntax } = dataSet;
  if (syntax.codec === undefined) {
    return failed('dicom-malformed', dicomText.pixels.fragmentsWithoutCodec(syntax.name));
  }
  const frames = frameFragments(itemValues(dataSet.bytes, pixelData), header.frames);
  if (frames === undefined) {
    return failed('dicom-malformed', dicomText.pixels.framesMissing(header.frames));
  }
  const unpacked: Uint8Array[] = [];
  for (const frame of frames) {
    const pixels = await unpackFrame(frame, syntax, syntax.codec, header);
    if (!pixels.ok) return pixels;
    unpacked.push(pixels.value);
  }
  return success(Buffer.concat(unpacked));
}

function plainFrames(
  { bytes, syntax }: DataSet,
  header: RadiographHeader,
  { pixelData, bits }: { readonly pixelData: ElementPlace; readonly bits: number },
): Result<Uint8Array> {
  const { rows, columns, samples, frames } = header;
  const pixels = rows * columns * frames;
  // Two pixels share their colour: two pixels take four bytes instead of six (PS3.3 C.7.6.3.1.2).
  const halved = header.photometric === 'YBR_FULL_422' && bits === 8 && samples === 3;
  const expected = Math.ceil((pixels * (halved ? 2 : samples) * bits) / 8);
  const value = bytes.subarray(pixelData.valueStart, pixelData.end);
  if (value.length < expected) {
    return failed('dicom-truncated', dicomText.pixels.framesCutOff(header, expected, value.length));
  }
  const ordered = (syntax.littleEndian ? value : toLittleEndian(value, pixelData.vr, bits)).subarray(0, expected);
  if (bits === 1) return success(unpackBits(ordered, pixels * samples));
  if (halved) return success(expandYbr(ordered));
  return success(
    header.planar === 1 && samples > 1 ? interleave(ordered, { samples, frames, bytesPerSample: bits / 8 }) : ordered,
  );
}
