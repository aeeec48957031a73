// Points and boxes in three frames. A point's type says which frame it belongs to. The axes point right and down,
// and a pixel's centre has whole-number coordinates.

import { z } from 'zod';

const coordinates = { x: z.number(), y: z.number() };

export const PointSchema = z.object(coordinates);

type Point = Readonly<z.infer<typeof PointSchema>>;

/** Pixels of the original radiograph. */
export type ImagePoint = Point & { readonly frame?: 'image' };

export const ImagePointSchema: z.ZodType<ImagePoint, ImagePoint> = z.object(coordinates);

/** Pixels of the 224 x 224 hip crop, after mirroring to the canonical orientation. */
export type CropPoint = Point & { readonly frame?: 'crop' };

export const CropPointSchema: z.ZodType<CropPoint, CropPoint> = z.object(coordinates);

/** Millimetres in the detector plane, origin at the centre of the radiograph's first pixel. */
export type MillimetrePoint = Point & { readonly frame?: 'millimetre' };

export const CircleSchema = PointSchema.extend({ radius: z.number() });

export type Circle = Readonly<z.infer<typeof CircleSchema>>;

/** Where a hip crop lies on its radiograph: crop (u, v) shows image (originX + u * step * (mirrored ? -1 : 1), originY + v * step). */
export const CropFrameSchema = z.object({
  /** Image x of the crop's pixel (0, 0): the crop's right-hand edge on the image when mirrored. */
  originX: z.number(),
  originY: z.number(),
  /** Image pixels per crop pixel. */
  step: z.number(),
  /** Crop edge in crop pixels. */
  size: z.number(),
  /** True when the crop was mirrored to look like a right hip. */
  mirrored: z.boolean(),
  /** Millimetres per crop pixel, not per image pixel. */
  spacingMm: z.number(),
});

export type CropFrame = Readonly<z.infer<typeof CropFrameSchema>>;

export function imageToCrop(frame: CropFrame, point: ImagePoint): CropPoint {
  const across = (point.x - frame.originX) / frame.step;
  return { x: frame.mirrored ? -across : across, y: (point.y - frame.originY) / frame.step };
}

export function cropToImage(frame: CropFrame, point: CropPoint): ImagePoint {
  const across = point.x * frame.step;
  return { x: frame.originX + (frame.mirrored ? -across : across), y: frame.originY + point.y * frame.step };
}
