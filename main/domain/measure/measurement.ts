// What a reader measures on a film: distances, angles and circles. The points are kept in image pixels; millimetres follow from the spacing
// in the patient's plane, so a corrected spacing corrects every measurement.

import { z } from 'zod';
import { PatientSpacingSchema } from '../film/spacing.ts';
import { ImagePointSchema, type Circle, type ImagePoint } from '../geometry.ts';
import { fitCircle } from './circle-fit.ts';

/** `joint-space` is the distance between the edges of femoral head and acetabulum at one place. */
export const MEASUREMENT_KINDS = ['distance', 'joint-space', 'angle', 'circle'] as const;

export const MeasurementKindSchema = z.enum(MEASUREMENT_KINDS);

export type MeasurementKind = z.infer<typeof MeasurementKindSchema>;

/** How many points each kind has. Of an angle, the second is the vertex. */
export const POINTS_OF: Readonly<Record<MeasurementKind, { readonly least: number; readonly most: number }>> = {
  distance: { least: 2, most: 2 },
  'joint-space': { least: 2, most: 2 },
  angle: { least: 3, most: 3 },
  circle: { least: 3, most: 50 },
};

const drawn = {
  measurementId: z.string().min(1).max(64),
  kind: MeasurementKindSchema,
  points: z.array(ImagePointSchema).max(50),
};

/** A measurement as a reader draws it. */
export const DrawnMeasurementSchema = z
  .object(drawn)
  .refine(({ kind, points }) => points.length >= POINTS_OF[kind].least && points.length <= POINTS_OF[kind].most);

export type DrawnMeasurement = Readonly<z.infer<typeof DrawnMeasurementSchema>>;

/** A measurement as a study keeps it. */
export const MeasurementSchema = z.object({
  ...drawn,
  /** The spacing when it was made. */
  spacing: PatientSpacingSchema,
  reader: z.string(),
  madeAt: z.string(),
});

export type Measurement = Readonly<z.infer<typeof MeasurementSchema>>;

export type Measured =
  | { readonly kind: 'length'; readonly mm: number }
  | { readonly kind: 'angle'; readonly degrees: number }
  | {
      readonly kind: 'circle';
      readonly diameterMm: number;
      /** Root mean square distance of the points from the circle. */
      readonly residualMm: number;
      /** In image pixels. */
      readonly circle: Circle;
    };

/** Returns the measure, given the millimetres per pixel in the patient's plane. Null if the points define none. */
export function measure(kind: MeasurementKind, points: readonly ImagePoint[], mmPerPixel: number): Measured | null {
  const [first, second, third] = points;
  if (first === undefined || second === undefined) return null;
  if (kind === 'distance' || kind === 'joint-space') {
    return { kind: 'length', mm: Math.hypot(second.x - first.x, second.y - first.y) * mmPerPixel };
  }
  if (third === undefined) return null;
  if (kind === 'angle') return { kind: 'angle', degrees: angleAt(second, first, third) };
  const fit = fitCircle(points);
  if (fit === undefined) return null;
  const { residual, ...circle } = fit;
  return { kind: 'circle', diameterMm: 2 * circle.radius * mmPerPixel, residualMm: residual * mmPerPixel, circle };
}

/** Returns the angle between two rays from the vertex. 0 to 180 degrees */
function angleAt(vertex: ImagePoint, one: ImagePoint, two: ImagePoint): number {
  const [ax, ay] = [one.x - vertex.x, one.y - vertex.y];
  const [bx, by] = [two.x - vertex.x, two.y - vertex.y];
  return (Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * 180) / Math.PI;
}
