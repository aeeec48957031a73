// Places the 80 BoneFinder points of one hip on the phantom's margins, in the original numbering of main/domain/landmark-table.ts.

import { evenPoints, onCircle, openCurve } from '../curve.ts';
import type { Spot } from '../curve.ts';
import type { Femur } from './femur.ts';
import type { Hemipelvis } from './hemipelvis.ts';

/** Returns the points in the hip's own frame. // [80] */
export function placeLandmarks(femur: Femur, pelvis: Hemipelvis, headRadius: number): Spot[] {
  const points = new Map<number, Spot>();
  const put = (indices: readonly number[], spots: readonly Spot[]): void =>
    indices.forEach((index, i) => points.set(index, spots[i]));
  const along = (indices: readonly number[], curve: readonly Spot[]): void => put(indices, evenPoints(curve, indices.length));

  // Proximal femur: lateral shaft, trochanter, upper neck, head, lower neck, lesser trochanter, medial shaft.
  put([0, 1, 2, 3, 4, 5, 6], evenPoints(openCurve(femur.lateralShaft.slice(2)), 7));
  along([7, 8, 9, 73, 10], openCurve(femur.trochanter.slice(1)));
  along([74, 11, 75, 12, 76, 77], openCurve([...femur.superiorNeck, onCircle(headRadius * 1.02, femur.superiorJunction - 6)]));
  const [first, last] = [femur.superiorJunction, femur.inferiorJunction];
  const between = Array.from({ length: 5 }, (_, i) => first + 20 + ((i + 1) * (last - 17 - (first + 20))) / 6);
  put(
    [13, 78, 14, 15, 16, 17, 18, 19, 20, 21],
    [first, first + 10, first + 20, ...between, last - 17, last].map((degrees) => onCircle(headRadius, degrees)),
  );
  along([22, 23, 24, 25, 26, 27, 28], openCurve(femur.inferiorNeck.slice(0, -2)));
  along([29, 30, 31, 32, 33], openCurve(femur.trochantericCrest));

  along([34, 35, 36, 37, 38], pelvis.posteriorRim);
  put(
    Array.from({ length: 16 }, (_, i) => 38 + i),
    pelvis.ischiumPubis,
  );
  along([54, 55, 56, 57, 58, 59, 60], foramenCurve(pelvis));
  along([61, 62, 63], openCurve(pelvis.outerIlium.slice(0, 5)));
  along([79, 64, 65, 66, 67], pelvis.sourcil);
  along(
    [68, 70, 72, 69, 71],
    pelvis.teardrop.slice(Math.round(pelvis.teardrop.length * 0.16), Math.round(pelvis.teardrop.length * 0.72)),
  );
  return Array.from({ length: 80 }, (_, index) => points.get(index) ?? [0, 0]);
}

/** Runs around the obturator foramen and leaves a gap, so that the first and last points differ. */
function foramenCurve(pelvis: Hemipelvis): Spot[] {
  const { points } = pelvis.foramen;
  const curve: Spot[] = [];
  for (let i = 0; i < points.length * 0.86; i += 2) curve.push([points[i], points[i + 1]]);
  return curve;
}
