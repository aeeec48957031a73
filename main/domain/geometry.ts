// Points and boxes in three frames. A point's type says which frame it lives in; both axes grow right and down,
// and a pixel's centre has whole-number coordinates.

import { z } from 'zod';

interface Point {
  readonly x: number;
  readonly y: number;
}

export const PointSchema = z.object({ x: z.number(), y: z.number() });

/** Pixels of the original radiograph. */
export type ImagePoint = Point & { readonly frame?: 'image' };

/** Pixels of the 224 x 224 hip crop, after mirroring to the canonical orientation. */
export type CropPoint = Point & { readonly frame?: 'crop' };

/** Millimetres in the detector plane, origin at the centre of the radiograph's first pixel. */
export type MillimetrePoint = Point & { readonly frame?: 'millimetre' };

export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export const CircleSchema = PointSchema.extend({ radius: z.number() });

/** Where a hip crop lies on its radiograph: crop (u, v) shows image (originX + u * step * (mirrored ? -1 : 1), originY + v * step). */
export interface CropFrame {
  /** Image x of the crop's pixel (0, 0): the crop's right-hand edge on the image when mirrored. */
  readonly originX: number;
  readonly originY: number;
  /** Image pixels per crop pixel. */
  readonly step: number;
  /** Crop edge in crop pixels. */
  readonly size: number;
  /** True when the crop was mirrored to look like a right hip. */
  readonly mirrored: boolean;
  /** Millimetres per crop pixel, not per image pixel. */
  readonly spacingMm: number;
}

export const CropFrameSchema = z.object({
  originX: z.number(),
  originY: z.number(),
  step: z.number(),
  size: z.number(),
  mirrored: z.boolean(),
  spacingMm: z.number(),
});

export function imageToCrop(frame: CropFrame, point: ImagePoint): CropPoint {
  const across = (point.x - frame.originX) / frame.step;
  return { x: frame.mirrored ? -across : across, y: (point.y - frame.originY) / frame.step };
}

export function cropToImage(frame: CropFrame, point: CropPoint): ImagePoint {
  const across = point.x * frame.step;
  return { x: frame.originX + (frame.mirrored ? -across : across), y: frame.originY + point.y * frame.step };
}
