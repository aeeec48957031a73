// The outline of a target zone as lines: the union of the discs around its landmarks.

import { unionOutline, type Arc } from '../domain/disc-union.ts';
import type { CropPoint } from '../domain/geometry.ts';
import { CROP_SPACING_MM } from '../domain/hip-crop.ts';
import { ZONE_RADIUS_MM, zonePoints, type LandmarkTable } from '../domain/landmark-table.ts';
import type { Quadrant } from '../domain/quadrant.ts';

/** Radians between the points of an arc: half a degree. */
const STEP = Math.PI / 360;

/** Returns the visible arcs as open lines in crop pixels. */
export function zoneOutline(landmarks: readonly CropPoint[], table: LandmarkTable, quadrant: Quadrant): CropPoint[][] {
  const radius = ZONE_RADIUS_MM / CROP_SPACING_MM;
  return unionOutline(zonePoints(landmarks, table, quadrant).map((point) => ({ ...point, radius }))).map(pointsOf);
}

function pointsOf({ circle, start, end }: Arc): CropPoint[] {
  const steps = Math.max(1, Math.ceil((end - start) / STEP));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = start + ((end - start) * step) / steps;
    return { x: circle.x + circle.radius * Math.cos(angle), y: circle.y + circle.radius * Math.sin(angle) };
  });
}
