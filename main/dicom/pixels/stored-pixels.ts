// Reads the pixel values of a grey single-frame image exactly as stored, before any table or rescaling.

import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { openDataSet, printable, type DataSet } from '../data-set.ts';
import { itemValues, PIXEL_DATA, type ElementPlace } from '../elements.ts';
import { readHeader, type RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';
import { impossibleImage, noPixels } from './image-refusal.ts';
import { toLittleEndian, unpackBits } from './plain-values.ts';
import { unpackFrame } from './unpack.ts';

export type StoredPixels = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

export interface StoredImage {
  readonly transferSyntax: string;
  readonly header: RadiographHeader;
  /** Row-major. Bits above BitsStored are as in the file. May share the file's memory. // [rows, columns] */
  readonly pixels: StoredPixels;
}

/** Reads the stored values. Fails if the file cannot be a grey radiograph. */
export async function readStoredPixels(file: Uint8Array): Promise<Result<StoredImage>> {
  const opened = openImage(file);
  return opened.ok ? storedPixelsOf(opened.value) : opened;
}

/** A file whose header describes a single grey image that we can read. */
export interface OpenedImage {
  readonly dataSet: DataSet;
  readonly header: RadiographHeader;
  readonly pixelData: ElementPlace;
}

/** Checks everything that can be checked before the pixels are unpacked. `refuse` may know further reasons. */
export function openImage(
  file: Uint8Array,
  refuse: (header: RadiographHeader) => Failure | undefined = () => undefined,
): Result<OpenedImage> {
  const dataSet = openDataSet(file);
  if (!dataSet.ok) return dataSet;
  const header = readHeader(dataSet.value);
  if (!header.ok) return header;
  const pixelData = dataSet.value.elements.at(-1);
  const refusal =
    pixelData?.tag === PIXEL_DATA ? (refuse(header.value) ?? imageRefusal(header.value)) : noPixels(dataSet.value, header.value);
  if (refusal !== undefined) return { ok: false, failure: refusal };
  // Only Pixel Data passes the line above. The check for undefined satisfies the compiler.
  return pixelData === undefined ? notReached() : success({ dataSet: dataSet.value, header: header.value, pixelData });
}

function notReached(): never {
  throw new Error('The image has no pixel data, but was not refused');
}

export async function storedPixelsOf({ dataSet, header, pixelData }: OpenedImage): Promise<Result<StoredImage>> {
  const { syntax } = dataSet;
  const value = dataSet.bytes.subarray(pixelData.valueStart, pixelData.end);
  const expected = Math.ceil((header.rows * header.columns * header.bitsAllocated) / 8);
  const image = (bytes: Uint8Array): Result<StoredImage> =>
    success({ transferSyntax: syntax.uid, header, pixels: typedPixels(bytes.subarray(0, expected), header) });
  if (pixelData.undefinedLength) {
    if (syntax.codec === undefined) {
      return failed('dicom-malformed', dicomText.pixels.fragmentsWithoutCodec(syntax.name));
    }
    const [, ...fragments] = itemValues(dataSet.bytes, pixelData); // the first item is the offset table
    const frame = fragments.length === 1 ? fragments[0] : Buffer.concat(fragments);
    const unpacked = await unpackFrame(frame, syntax, syntax.codec, header);
    return unpacked.ok ? image(unpacked.value) : unpacked;
  }
  if (value.length < expected) {
    return failed('dicom-truncated', dicomText.pixels.cutOff(header, expected, value.length));
  }
  return image(syntax.littleEndian ? value : toLittleEndian(value.subarray(0, expected), pixelData.vr, header.bitsAllocated));
}

/** Returns the reason if the header does not describe a single grey image. */
export function imageRefusal(header: RadiographHeader): Failure | undefined {
  const { samples, photometric, frames } = header;
  const grey = /^(MONOCHROME[12])?$/.test(photometric);
  if (samples !== 1 || (!grey && COLOURS.test(photometric))) {
    return { code: 'colour-image', message: dicomText.image.colour(printable(photometric), samples) };
  }
  if (!grey) return { code: 'dicom-malformed', message: dicomText.image.photometricUnknown(printable(photometric)) };
  if (frames !== 1) {
    return { code: 'multi-frame', message: dicomText.image.severalFrames(frames) };
  }
  return impossibleImage(header);
}

/** The colour spaces of PS3.3 C.7.6.3.1.2, retired ones included. */
const COLOURS = /^(PALETTE COLOR|RGB|HSV|ARGB|CMYK|YBR_|XYB)/;

function typedPixels(bytes: Uint8Array, header: RadiographHeader): StoredPixels {
  const count = header.rows * header.columns;
  if (header.bitsAllocated === 1) return unpackBits(bytes, count);
  const size = header.bitsAllocated / 8;
  // Not slice(): a Buffer's slice shares its memory.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  const place = [aligned.buffer, aligned.byteOffset, count] as const;
  switch (header.bitsAllocated) {
    case 8:
      return header.signed ? new Int8Array(...place) : new Uint8Array(...place);
    case 16:
      return header.signed ? new Int16Array(...place) : new Uint16Array(...place);
    default:
      return header.signed ? new Int32Array(...place) : new Uint32Array(...place);
  }
}
