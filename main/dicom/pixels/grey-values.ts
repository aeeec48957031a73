// Turns stored values into grey values for measuring: extracts the stored bits, applies the Modality LUT or rescale, and inverts
// MONOCHROME1, so that bright is dense in every radiograph. PS3.3 C.7.6.3.1, C.11.1.

import { failed, success, type Result } from '../../domain/failure.ts';
import { valueAtRank } from '../../domain/typed-arrays.ts';
import { warning, type Warning } from '../../domain/film/warning.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';
import type { StoredPixels } from './stored-pixels.ts';
import { layoutOf } from './value-layout.ts';

export interface GreyImage {
  readonly pixels: Float32Array; // [rows, columns]
  /** Returns the same greys as whole numbers. Absent if some are not whole or span more than 16 bits. */
  readonly whole?: () => WholeGreys;
  readonly window: { readonly centre: number; readonly width: number };
  /** The range of the stored bits after the modality transform. */
  readonly range: { readonly lowest: number; readonly highest: number };
  /** What the header says wrongly about the values. */
  readonly warnings: readonly Warning[];
}

/** Grey = low + value. */
export interface WholeGreys {
  /** May share the file's memory. // [rows, columns] */
  readonly values: Uint16Array;
  readonly low: number;
}

/** A larger grey value comes from a damaged rescale, and sums of such values would not stay finite in 32 bits. **(ours)** */
const LARGEST_GREY = 1e12;

/** Returns the grey values of an image of at most 16 bits. The pixels must fit the bits that the header allocates. */
export function greyValues(stored: StoredPixels, stated: RadiographHeader): Result<GreyImage> {
  const unsigned = withoutSign(stored);
  const { layout, usedBits, warnings: wrongLayout } = layoutOf(unsigned, stated);
  const header = { ...stated, ...layout };
  const warnings = [...wrongLayout, ...rescaleDoubts(header)];
  const table = greyTable(header);
  if (!(table.lowest >= -LARGEST_GREY && table.highest <= LARGEST_GREY)) {
    return failed('dicom-malformed', dicomText.image.rescaleTooLarge(header.rescale));
  }
  const pixels = greysOf(unsigned, table.grey);
  const range = { lowest: table.lowest, highest: table.highest };
  const window = header.window !== undefined && header.window.width >= 1 ? header.window : undefined;
  const whole = unsigned instanceof Uint16Array ? wholeGreys(unsigned, table, usedBits) : undefined;
  const grey = { pixels, range, ...(whole === undefined ? {} : { whole }), warnings };
  if (window === undefined) return success({ ...grey, window: windowOf(pixels) });
  const centre = header.photometric === 'MONOCHROME1' ? table.lowest + table.highest - window.centre : window.centre;
  return success({ ...grey, window: { centre, width: window.width } });
}

function greysOf(stored: Uint8Array | Uint16Array, grey: Float32Array): Float32Array {
  const pixels = new Float32Array(stored.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = grey[stored[i]];
  return pixels;
}

/** Looks at the table instead of the film's millions of pixels. No stored value is above `usedBits`. */
function wholeGreys(stored: Uint16Array, { grey, lowest, highest }: GreyTable, usedBits: number): (() => WholeGreys) | undefined {
  const used = grey.subarray(0, usedBits + 1);
  if (highest - lowest > 65535 || !used.every(Number.isInteger)) return undefined;
  if (used.every((value, pattern) => value - lowest === pattern)) return () => ({ values: stored, low: lowest });
  const byPattern = Uint16Array.from(used, (value) => value - lowest);
  return () => {
    const values = new Uint16Array(stored.length);
    for (let i = 0; i < values.length; i++) values[i] = byPattern[stored[i]];
    return { values, low: lowest };
  };
}

/** Views the same memory as unsigned, so that a stored value is an index into the table. */
function withoutSign(stored: StoredPixels): Uint8Array | Uint16Array {
  if (stored instanceof Int8Array) return new Uint8Array(stored.buffer, stored.byteOffset, stored.length);
  if (stored instanceof Int16Array) return new Uint16Array(stored.buffer, stored.byteOffset, stored.length);
  if (stored instanceof Uint8Array || stored instanceof Uint16Array) return stored;
  throw new RangeError('grey values need at most 16 bits per pixel');
}

interface GreyTable {
  /** The grey value of every pattern of the allocated bits. // [2 ** bitsAllocated] */
  readonly grey: Float32Array;
  /** The range of the stored bits after the modality transform. */
  readonly lowest: number;
  readonly highest: number;
}

function greyTable(header: RadiographHeader): GreyTable {
  const { bitsStored, highBit, signed } = header;
  const shift = highBit + 1 - bitsStored;
  const patterns = 2 ** bitsStored;
  const grey = new Float32Array(2 ** Math.max(8, header.bitsAllocated));
  const byValue = new Float32Array(patterns);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let bits = 0; bits < patterns; bits++) {
    const value = signed && bits >= patterns / 2 ? bits - patterns : bits;
    byValue[bits] = modality(value, header);
    lowest = Math.min(lowest, byValue[bits]);
    highest = Math.max(highest, byValue[bits]);
  }
  const invert = header.photometric === 'MONOCHROME1';
  for (let pattern = 0; pattern < grey.length; pattern++) {
    const value = byValue[(pattern >>> shift) & (patterns - 1)];
    grey[pattern] = invert ? lowest + highest - value : value;
  }
  return { grey, lowest, highest };
}

function modality(value: number, { modalityLut, rescale }: RadiographHeader): number {
  // A slope of 0 would make the image black. The devices that write it do not rescale.
  if (modalityLut === undefined) return value * (rescale.slope === 0 ? 1 : rescale.slope) + rescale.intercept;
  const index = Math.min(modalityLut.values.length - 1, Math.max(0, value - modalityLut.first));
  return modalityLut.values[index];
}

function rescaleDoubts({ modalityLut, rescale, unreadable }: RadiographHeader): readonly Warning[] {
  if (modalityLut !== undefined) return [];
  const text = dicomText.values;
  return [
    ...(rescale.slope === 0 ? [warning('values-doubtful', text.slopeZero)] : []),
    ...(unreadable.includes('RescaleSlope') ? [warning('values-doubtful', text.slopeUnreadable)] : []),
  ];
}

/** Spans the 1st to the 99th percentile of a sample of the pixels. Used if the file states no window. */
function windowOf(pixels: Float32Array): GreyImage['window'] {
  const stride = Math.max(1, Math.floor(pixels.length / 20_000));
  const sample = new Float32Array(Math.ceil(pixels.length / stride));
  for (let i = 0; i < sample.length; i++) sample[i] = pixels[i * stride];
  const low = valueAtRank(sample, Math.floor(0.01 * (sample.length - 1)));
  const high = valueAtRank(sample, Math.ceil(0.99 * (sample.length - 1)));
  return { centre: (low + high) / 2, width: Math.max(1, high - low) };
}
