// The picture of a hip for heatmaps and reports: not mirrored, finer than the model's crop, and windowed for the eye.

import type { CropFrame } from '../domain/geometry.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import { resample, type PixelGrid } from './resample.ts';

/** Twice the crop's size, which is about the detector's own resolution. */
const SIZE = 2 * CROP_SIZE;

export interface HipPicture {
  readonly pixels: Uint8Array; // [size, size]
  readonly size: number;
}

/** Draws the field of the crop. `intensity` is in the grid's own values. */
export function hipPicture(
  radiograph: PixelGrid,
  frame: CropFrame,
  intensity: { readonly p5: number; readonly p95: number },
): HipPicture {
  const step = (frame.step * CROP_SIZE) / SIZE;
  const left = frame.mirrored ? frame.originX - (CROP_SIZE - 1) * frame.step : frame.originX;
  // The field begins at the outer edge of the crop's first pixel. A sample lies at the centre of its pixel.
  const start = (origin: number): number => origin - frame.step / 2 + step / 2;
  const samples = resample(
    radiograph,
    { start: start(left), step, count: SIZE },
    { start: start(frame.originY), step, count: SIZE },
  );
  // The window reaches a little beyond the percentiles, so that cortical bone is not saturated.
  const range = Math.max(intensity.p95 - intensity.p5, Number.MIN_VALUE);
  const low = intensity.p5 - 0.05 * range;
  const scale = 255 / (1.3 * range);
  const pixels = Uint8Array.from(samples, (value) => Math.min(255, Math.max(0, Math.round((value - low) * scale))));
  return { pixels, size: SIZE };
}
