// The unit of a file's points. BoneFinder writes millimetres by the spacing that the image states, but pixels if it states none. A spacing that
// a person gave or that was estimated does not show which of them a file has. The size of the heads does.

import type { ImagePoint } from '../domain/geometry.ts';
import { LANDMARK_TABLES, POINTS_PER_SIDE } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { MAX_BEYOND_EDGE_MM, MAX_HEAD_RESIDUAL_MM } from './plausibility.ts';
import { HEAD_MM } from './scale-doubts.ts';

/** An image as stored, on which points are marked. */
export type ScaledImage = Pick<Radiograph, 'width' | 'height' | 'spacingMm' | 'spacingSource' | 'statedMm'>;

/** Returns the millimetres of a pixel by which the points were written: 1 if they are pixels. */
export function unitOfPoints(points: readonly ImagePoint[], image: ScaledImage): number {
  const { spacingMm, spacingSource, statedMm = [] } = image;
  if (spacingSource === 'PixelSpacing' || spacingSource === 'ImagerPixelSpacing') return spacingMm;
  const units = [spacingMm, ...statedMm, 1];
  // Without a plausible head, points that would lie farther outside the image as millimetres than points may are pixels.
  const [right, bottom] = [image.width, image.height].map((pixels) => pixels * spacingMm + MAX_BEYOND_EDGE_MM);
  const outside = points.some(({ x, y }) => x > right || y > bottom);
  return units.find((unit) => hasHeads(points, spacingMm / unit)) ?? (outside ? 1 : spacingMm);
}

/** True if the heads of all hips have the size of adult heads, once the points are multiplied by `scale` to millimetres. */
function hasHeads(points: readonly ImagePoint[], scale: number): boolean {
  const sides = [points.slice(0, POINTS_PER_SIDE), points.slice(POINTS_PER_SIDE)].filter((side) => side.length > 0);
  return Object.values(LANDMARK_TABLES).some(({ femoralHeadArc }) =>
    sides.every((side) => {
      const head = fitCircle(femoralHeadArc.flatMap((index) => side[index] ?? []));
      if (head === undefined || head.residual * scale >= MAX_HEAD_RESIDUAL_MM) return false;
      const diameterMm = 2 * head.radius * scale;
      return diameterMm >= HEAD_MM.least && diameterMm <= HEAD_MM.most;
    }),
  );
}
