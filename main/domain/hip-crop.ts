// The picture that a model sees: one hip, 224 x 224 pixels of 0.4 mm. Left hips are mirrored to look like right ones.

import type { CropFrame, CropPoint } from './geometry.ts';

export const CROP_SIZE = 224;
export const CROP_SPACING_MM = 0.4;

export interface HipCrop {
  /** (x - p5) / (p95 - p5) over the crop, not clipped, canonical orientation. // [224, 224] */
  readonly pixels: Float32Array;
  readonly frame: CropFrame;
  readonly intensity: { readonly p5: number; readonly p95: number };
  /** The side's 80 landmarks in the crop. // [80] */
  readonly landmarks: readonly CropPoint[];
}

/** Rounds a crop to the 8 bits in which crops are cached and models are trained: clipped to [0, 1], times 255. */
export function toEightBit(pixels: Float32Array): Uint8Array {
  const bytes = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) bytes[i] = Math.round(Math.min(1, Math.max(0, pixels[i] ?? 0)) * 255);
  return bytes;
}
