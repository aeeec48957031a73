// The preview of a film: the same film at a quarter of the resolution, stored beside it, so that a reader sees it before all its pixels are
// there. It is made by the same halving as the copies that a page draws from, so the full film takes its place without anything moving.

import type { PictureSize } from './turn.ts';

/** A picture with 16 bits. // values: [height, width] */
export interface SixteenBitPicture extends PictureSize {
  readonly values: Uint16Array;
}

/** A preview is the film halved this many times. */
export const PREVIEW_HALVINGS = 2;

/** A film with fewer pixels is quick enough as it is. **(ours)** */
const FEWEST_PIXELS = 1_000_000;

export function hasPreview({ width, height }: PictureSize): boolean {
  return width * height >= FEWEST_PIXELS;
}

/** Returns the size of a film's preview. */
export function previewSize({ width, height }: PictureSize): PictureSize {
  return { width: width >> PREVIEW_HALVINGS, height: height >> PREVIEW_HALVINGS };
}

/** Returns the preview of a film. */
export function previewOf(film: SixteenBitPicture): SixteenBitPicture {
  let picture = film;
  for (let i = 0; i < PREVIEW_HALVINGS; i++) picture = half(picture);
  return picture;
}

/** Averages each two by two pixels. A last odd row or column is left out. */
export function half({ width, height, values }: SixteenBitPicture): SixteenBitPicture {
  const size = { width: width >> 1, height: height >> 1 };
  const halved = new Uint16Array(size.width * size.height);
  for (let y = 0; y < size.height; y++)
    halveRow(halved.subarray(y * size.width, (y + 1) * size.width), values, 2 * y * width, width);
  return { ...size, values: halved };
}

/** A function of its own, because engines translate what is called often sooner than what runs long. */
function halveRow(to: Uint16Array, values: Uint16Array, start: number, width: number): void {
  // The indices are always inside; `?? 0` is for the compiler.
  for (let x = 0, at = start; x < to.length; x++, at += 2) {
    const sum = (values[at] ?? 0) + (values[at + 1] ?? 0) + (values[at + width] ?? 0) + (values[at + width + 1] ?? 0);
    to[x] = (sum + 2) >> 2;
  }
}
