// The target zone in which a quadrant's osteophyte would appear: discs around the landmarks of the zone.

import type { CropPoint } from '../domain/geometry.ts';
import { CROP_SIZE, CROP_SPACING_MM } from '../domain/hip-crop.ts';
import { ZONE_RADIUS_MM, zonePoints, type LandmarkTable } from '../domain/landmark-table.ts';
import type { Quadrant } from '../domain/quadrant.ts';

/** Returns 1 inside the quadrant's target zone, 0 outside. `landmarks` are the hip's 80 points in the crop. Without them all is 0. // [224, 224] */
export function zoneMask(
  landmarks: readonly CropPoint[],
  table: LandmarkTable,
  quadrant: Quadrant,
  radiusMm: number = ZONE_RADIUS_MM,
): Uint8Array {
  const mask = new Uint8Array(CROP_SIZE * CROP_SIZE);
  for (const point of zonePoints(landmarks, table, quadrant)) drawDisc(mask, point, radiusMm / CROP_SPACING_MM);
  return mask;
}

function drawDisc(mask: Uint8Array, centre: CropPoint, radius: number): void {
  const top = Math.max(0, Math.ceil(centre.y - radius));
  const bottom = Math.min(CROP_SIZE - 1, Math.floor(centre.y + radius));
  for (let y = top; y <= bottom; y++) {
    const half = Math.sqrt(radius * radius - (y - centre.y) ** 2);
    const left = Math.max(0, Math.ceil(centre.x - half));
    const right = Math.min(CROP_SIZE - 1, Math.floor(centre.x + half));
    if (left <= right) mask.fill(1, y * CROP_SIZE + left, y * CROP_SIZE + right + 1);
  }
}
