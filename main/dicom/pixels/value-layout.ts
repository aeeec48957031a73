// Which bits of the stored values hold the image, and whether they are signed. Some devices state too few bits or the wrong sign, and the
// values then wrap round: white becomes black in the middle of the bone. Real images are smooth, so a wrapped one shows itself.

import { warning, type Warning } from '../../domain/film/warning.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';

type ValueLayout = Pick<RadiographHeader, 'bitsStored' | 'highBit' | 'signed'>;

export interface FoundLayout {
  readonly layout: ValueLayout;
  /** The bits that any pixel has. */
  readonly usedBits: number;
  readonly warnings: readonly Warning[];
}

type UnsignedPixels = Uint8Array | Uint16Array;

/** A smaller image has too few neighbours to judge. **(ours)** */
const FEWEST_PIXELS = 4096;

/** Returns the layout that the header states, unless the values contradict it. */
export function layoutOf(pixels: UnsignedPixels, header: RadiographHeader): FoundLayout {
  const { bitsStored, highBit, signed } = header;
  const stated = { bitsStored, highBit, signed };
  const usedBits = bitsOf(pixels);
  if (pixels.length < FEWEST_PIXELS || header.modalityLut !== undefined) return { layout: stated, usedBits, warnings: [] };
  const image = { pixels, columns: header.columns, padding: paddingOf(header), usedBits };
  const wide = withAllBits(image, header, stated);
  const layout = withRightSign(image, wide.layout);
  const { calledSigned, calledUnsigned } = dicomText.values;
  const sign = layout.signed === signed ? [] : [warning('values-doubtful', signed ? calledSigned : calledUnsigned)];
  return { layout, usedBits, warnings: [...wide.warnings, ...sign] };
}

interface SampledImage {
  readonly pixels: UnsignedPixels;
  readonly columns: number;
  readonly usedBits: number;
  /** The stored values of pixels that were never exposed. `from` is above `to` if there are none. */
  readonly padding: { readonly from: number; readonly to: number };
}

function paddingOf({ padding, bitsAllocated }: RadiographHeader): SampledImage['padding'] {
  if (padding === undefined) return { from: 1, to: 0 };
  const mask = 2 ** bitsAllocated - 1;
  const [from, to] = [padding.from & mask, padding.to & mask];
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

/** Adds the bits above those stated if the image continues in them. */
function withAllBits(image: SampledImage, header: RadiographHeader, stated: ValueLayout): Omit<FoundLayout, 'usedBits'> {
  const { bitsStored, highBit } = stated;
  const above = (2 ** header.bitsAllocated - 1) & ~(2 ** (highBit + 1) - 1) & ~header.overlayBits;
  const { varying, largest, repeatsSign } = bitsAbove(image, above, highBit);
  if (varying === 0 || repeatsSign) return { layout: stated, warnings: [] };
  const top = 31 - Math.clz32(varying);
  const wide = { ...stated, highBit: top, bitsStored: bitsStored + top - highBit };
  const text = dicomText.values;
  // Signed values also repeat their sign in the bits above.
  const found = [wide, { ...wide, signed: !wide.signed }].find((other) => isWrapped(image, stated, other));
  if (found !== undefined) {
    return { layout: found, warnings: [warning('values-doubtful', text.beyondBitsStored(largest, stated, found))] };
  }
  return { layout: stated, warnings: [warning('values-doubtful', text.bitsIgnored(largest, stated))] };
}

interface BitsAbove {
  /** The bits that are not the same in all pixels. */
  readonly varying: number;
  readonly largest: number;
  /** Every pixel repeats its highest stored bit in all bits above, as signed values do. */
  readonly repeatsSign: boolean;
}

function bitsAbove({ pixels, usedBits, padding: { from, to } }: SampledImage, above: number, highBit: number): BitsAbove {
  let any = 0;
  let all = above;
  let largest = 0;
  let repeatsSign = true;
  if ((usedBits & above) === 0) return { varying: 0, largest, repeatsSign };
  // A counted loop over millions of pixels at every import. The index is always inside; `?? 0` is for the compiler.
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] ?? 0;
    if (value >= from && value <= to) continue;
    const bits = value & above;
    any |= bits;
    all &= bits;
    if (value > largest) largest = value;
    if (bits !== ((value >>> highBit) & 1 ? above : 0)) repeatsSign = false;
  }
  return { varying: any & ~all, largest, repeatsSign };
}

/** Reads four bytes at a time, because most films need nothing but this answer. Signed, because V8 keeps such numbers as integers. */
function bitsOf(pixels: UnsignedPixels): number {
  const size = pixels.BYTES_PER_ELEMENT;
  const before = ((4 - (pixels.byteOffset % 4)) % 4) / size;
  const fours = new Int32Array(pixels.buffer, pixels.byteOffset + before * size, ((pixels.length - before) * size) >>> 2);
  let bits = 0;
  for (let i = 0; i < fours.length; i++) bits |= fours[i] ?? 0;
  bits = (bits >>> 16) | (bits & 0xffff);
  if (size === 1) bits = (bits >>> 8) | (bits & 0xff);
  const outside = [pixels.subarray(0, before), pixels.subarray(before + (4 / size) * fours.length)];
  return outside.flatMap((few) => [...few]).reduce((all, value) => all | value, bits);
}

/** The other sign if the image is smooth only with it. */
function withRightSign(image: SampledImage, layout: ValueLayout): ValueLayout {
  const other = { ...layout, signed: !layout.signed };
  // Without the sign's bit, both read the same values.
  if ((image.usedBits & (1 << layout.highBit)) === 0) return layout;
  return isWrapped(image, layout, other) ? other : layout;
}

/** A step between neighbours below this share of the range is smooth. **(ours)** */
const SMOOTH_STEP = 1 / 8;
/** Fewer pairs prove nothing. **(ours)** */
const FEWEST_PAIRS = 16;
/** The other layout must be smooth in so many times more pairs. A hard edge between black and white can look smooth in the wrong one. **(ours)** */
const MARGIN = 4;
const ROWS_SAMPLED = 128;

/** Compares neighbours that the two layouts see differently: the image wraps if they are steps in `stated` but smooth in `other`. */
function isWrapped({ pixels, columns, padding }: SampledImage, stated: ValueLayout, other: ValueLayout): boolean {
  const [statedLimit, otherLimit] = [SMOOTH_STEP * 2 ** stated.bitsStored, SMOOTH_STEP * 2 ** other.bitsStored];
  const rows = Math.floor(pixels.length / columns);
  const stride = Math.max(1, Math.floor(rows / ROWS_SAMPLED));
  let different = 0;
  let smoothStated = 0;
  let smoothOther = 0;
  for (let row = 0; row < rows; row += stride) {
    let b = pixels[row * columns] ?? 0;
    for (let at = row * columns + 1; at < (row + 1) * columns; at++) {
      const a = b;
      b = pixels[at] ?? 0;
      if (a === b) continue; // the same step in every layout
      const statedStep = Math.abs(valueIn(stated, a) - valueIn(stated, b));
      const otherStep = Math.abs(valueIn(other, a) - valueIn(other, b));
      if (statedStep === otherStep || isWithin(a, padding) || isWithin(b, padding)) continue;
      different++;
      if (statedStep < statedLimit) smoothStated++;
      if (otherStep < otherLimit) smoothOther++;
    }
  }
  return smoothOther >= FEWEST_PAIRS && smoothOther > different / MARGIN && smoothOther > MARGIN * smoothStated;
}

function isWithin(value: number, { from, to }: SampledImage['padding']): boolean {
  return value >= from && value <= to;
}

function valueIn({ bitsStored, highBit, signed }: ValueLayout, pattern: number): number {
  const bits = (pattern >>> (highBit + 1 - bitsStored)) & ((1 << bitsStored) - 1);
  return signed && bits >>> (bitsStored - 1) === 1 ? bits - (1 << bitsStored) : bits;
}
