// Reads PNG and JPEG pictures as grey values: radiographs that somebody exported without a DICOM header.

import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { failed, success, type Result } from '../domain/failure.ts';
import { turnedSize, turnPixels } from '../domain/film/turn.ts';
import { warning } from '../domain/film/warning.ts';
import { exifOrientation } from './exif-orientation.ts';
import type { FilmOrientation } from './orientation.ts';
import { codestreamSize } from './pixels/codestream.ts';
import { dicomText } from './text.ts';
import { transferSyntaxOf } from './transfer-syntax.ts';
import { unpackFrame } from './pixels/unpack.ts';

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Bright stays bright. Colours become their lightness. // [height, width] */
  readonly pixels: Float32Array;
  /** The highest value that the file format can express. */
  readonly highest: 255 | 65535;
}

/** A picture from a file. Its pixels are turned as viewers turn them. */
export interface ReadPicture extends GreyPicture {
  readonly orientation: FilmOrientation;
}

/** The size of a radiograph of a whole leg at 0.05 mm. */
const MOST_PIXELS = 200_000_000;

/** Reads either kind, and turns it as its EXIF orientation says. */
export async function readPicture(file: Uint8Array): Promise<Result<ReadPicture>> {
  const stored = await readStored(file);
  if (!stored.ok) return stored;
  const orientation = orientationOfPicture(file);
  const { turn } = orientation;
  const { pixels } = stored.value;
  return success({
    ...stored.value,
    ...turnedSize(turn, stored.value),
    pixels: turnPixels(turn, pixels, stored.value),
    orientation,
  });
}

function orientationOfPicture(file: Uint8Array): FilmOrientation {
  const exif = exifOrientation(file);
  if (exif === null || exif.turn === 'none') return { turn: 'none', warnings: [] };
  const { value, turn } = exif;
  return { turn, turnFrom: 'EXIF', warnings: [warning('film-turned', dicomText.orientation.turnedByExif(value, turn))] };
}

/** Reads the pixels as stored. The first bytes of the file show which kind it is. */
async function readStored(file: Uint8Array): Promise<Result<GreyPicture>> {
  if (file[0] === 0xff && file[1] === 0xd8) return readJpeg(file);
  if (Buffer.from(file.buffer, file.byteOffset, Math.min(8, file.length)).equals(PNG_START)) return readPng(file);
  return failed('picture-malformed', dicomText.picture.neither);
}

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BASELINE_JPEG = '1.2.840.10008.1.2.4.50';

function readPng(file: Uint8Array): Result<GreyPicture> {
  const essential = essentialPng(file);
  if (!essential.ok) return essential;
  try {
    const { width, height, data, channels, depth, palette } = decode(essential.value);
    if (depth !== 8 && depth !== 16) {
      return failed('picture-malformed', dicomText.picture.wrongDepth(depth));
    }
    const highest = depth === 16 ? 65535 : 255;
    const pixels = new Float32Array(width * height);
    for (let i = 0; i < pixels.length; i++) {
      const entry = palette?.[data[i]];
      const at = i * channels;
      if (entry !== undefined) pixels[i] = lightness(entry[0], entry[1], entry[2]);
      else if (channels >= 3) pixels[i] = lightness(data[at], data[at + 1], data[at + 2]);
      else pixels[i] = data[at];
    }
    return success({ width, height, pixels, highest });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed('picture-malformed', dicomText.picture.pngNotUnpacked);
  }
}

/** The chunks that make the picture. The others, such as a colour profile, may unpack to gigabytes, and fast-png would unpack them. */
const PICTURE_CHUNKS: readonly string[] = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
/** By colour type: grey, undefined, colour, palette, grey with alpha, undefined, colour with alpha. */
const CHANNELS: readonly number[] = [1, 0, 3, 1, 2, 0, 4];

/** The picture with nothing but its own chunks. Checks the stated size and that the data unpack to no more, because fast-png has no limit. */
function essentialPng(file: Uint8Array): Result<Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const malformed = failed('picture-malformed', dicomText.picture.pngDamaged);
  if (file.length < 45) return malformed;
  const [width, height, depth] = [view.getUint32(16), view.getUint32(20), view.getUint8(24)];
  const channels = CHANNELS[view.getUint8(25)] ?? 0;
  if (width * height * channels === 0) return malformed;
  if (width * height > MOST_PIXELS) {
    return failed('image-too-large', dicomText.picture.tooLarge(width, height));
  }
  const chunks: Uint8Array[] = [PNG_START];
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= file.length;) {
    const length = view.getUint32(at);
    if (at + 12 + length > file.length) return malformed;
    const kind = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (PICTURE_CHUNKS.includes(kind)) chunks.push(file.subarray(at, at + 12 + length));
    if (kind === 'IDAT') data.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  try {
    // One filter byte per row, and the rows of seven interlaced passes.
    inflateSync(Buffer.concat(data), { maxOutputLength: Math.ceil((width * height * channels * depth) / 8) + 8 * (height + 8) });
    return success(Buffer.concat(chunks));
  } catch {
    return malformed; // for every zlib error the remedy is the same
  }
}

async function readJpeg(file: Uint8Array): Promise<Result<GreyPicture>> {
  const size = codestreamSize(file, 'jpeg');
  const syntax = transferSyntaxOf(BASELINE_JPEG);
  if (size === undefined || syntax === undefined || ![1, 3].includes(size.components) || size.width * size.height === 0) {
    return failed('picture-malformed', dicomText.picture.jpegDamaged);
  }
  const { width, height, components } = size;
  if (width * height > MOST_PIXELS) {
    return failed('image-too-large', dicomText.picture.tooLarge(width, height));
  }
  const unpacked = await unpackFrame(file, syntax, 'jpeg', {
    ...EIGHT_BIT,
    rows: height,
    columns: width,
    samples: components,
    photometric: components === 1 ? 'MONOCHROME2' : 'YBR_FULL_422',
  });
  if (!unpacked.ok) return failed('picture-malformed', dicomText.picture.jpegNotUnpacked);
  const data = unpacked.value;
  const pixels = new Float32Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = data[i * components]; // a colour picture stores luma first, then two colour differences
  }
  return success({ width, height, pixels, highest: 255 });
}

/** What a DICOM header would state in addition to the size. */
const EIGHT_BIT = { bitsAllocated: 8, bitsStored: 8, signed: false } as const;

/** ITU-R BT.601 luma. */
function lightness(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
