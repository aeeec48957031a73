// What a hip's picture is worth, measured when its crop is cut.

import { z } from 'zod';
import type { Immutable } from '../immutable.ts';

export const HipQualitySchema = z.object({
  /** Width of the femoral head's border from 10% to 90% of its step. Null if it cannot be measured. */
  edgeWidthMm: z.number().nullable(),
  /** Share of the pixels around the joint that are clipped to the darkest or brightest value of the film. */
  clippedShare: z.number(),
  /** Share of the area around the joint that is not exposed: outside the film, or behind the collimator. */
  unexposedShare: z.number(),
  /** Angle of the femoral shaft to the film's vertical, outward positive. Null if the points do not show the shaft. */
  shaftDegrees: z.number().nullable(),
  /** How well the points follow the outline of the femur, from -0.5 to 0.5. Null if too little of it is on the film. */
  outlineFit: z.number().nullable(),
  /** True once the locating networks were asked whether the points lie on a hip. */
  networksAsked: z.boolean(),
});

export type HipQuality = Immutable<z.infer<typeof HipQualitySchema>>;
