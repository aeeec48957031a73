// Prepares joint images for the networks of System 3, in training and in grading: cuts a region, resamples it and converts it to 8 bits.

import { equalise } from './grey-levels.ts';
import { resample, type PixelGrid, type SampleAxis } from './resample.ts';

/** A region of an image, in shares of its height and width. */
export interface PictureRegion {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface StoredForm {
  /** Default: the whole image. */
  readonly region?: PictureRegion | undefined;
  readonly stored: { readonly height: number; readonly width: number };
  /** Keeps the grey values, or equalises each image's histogram. */
  readonly intensity: 'as-is' | 'equalise';
}

export const WHOLE_PICTURE: PictureRegion = { top: 0, left: 0, height: 1, width: 1 };

/** Converts values between 0 and `highest` to bytes at the stored size. // [stored.height, stored.width] */
export function storedPicture(
  { width, height, pixels, highest }: PixelGrid & { readonly highest: number },
  { region = WHOLE_PICTURE, stored, intensity }: StoredForm,
): Uint8Array {
  const across = axis(width * region.left, width * region.width, stored.width);
  const down = axis(height * region.top, height * region.height, stored.height);
  const sized = isSame(across, width) && isSame(down, height) ? pixels : resample({ width, height, pixels }, across, down);
  const bytes = Uint8Array.from(sized, (value) => Math.round((Math.min(highest, Math.max(0, value)) * 255) / highest));
  return intensity === 'equalise' ? equalise(bytes) : bytes;
}

/** Places this many samples over a length, so that the outer edges coincide. */
export function axis(from: number, length: number, count: number): SampleAxis {
  const step = length / count;
  return { start: from + (step - 1) / 2, step, count };
}

function isSame({ start, step, count }: SampleAxis, length: number): boolean {
  return start === 0 && step === 1 && count === length;
}
