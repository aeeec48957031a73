// The outline of a target zone: the discs around its landmarks, joined, without the arcs that lie inside another disc.

import type { CropPoint } from '../domain/geometry.ts';
import { CROP_SPACING_MM } from '../domain/hip-crop.ts';
import { ZONE_RADIUS_MM, type LandmarkTable } from '../domain/landmark-table.ts';
import type { Quadrant } from '../domain/quadrant.ts';

/** Points around each disc; half a degree apart, so that joined arcs meet without a visible gap. */
const STEPS = 720;

/** The visible arcs as open lines in crop pixels. */
export function zoneOutline(landmarks: readonly CropPoint[], table: LandmarkTable, quadrant: Quadrant): CropPoint[][] {
  const centres = table.zones[quadrant].map((index) => landmarks[index]);
  const radius = ZONE_RADIUS_MM / CROP_SPACING_MM;
  return centres.flatMap((centre, own) => {
    const inside = (point: CropPoint): boolean =>
      centres.some((other, index) => index !== own && Math.hypot(point.x - other.x, point.y - other.y) < radius);
    return visibleArcs(centre, radius, inside);
  });
}

function visibleArcs(centre: CropPoint, radius: number, inside: (point: CropPoint) => boolean): CropPoint[][] {
  const arcs: CropPoint[][] = [];
  let arc: CropPoint[] = [];
  for (let step = 0; step <= STEPS; step++) {
    const angle = (step / STEPS) * 2 * Math.PI;
    const point = { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
    if (!inside(point)) arc.push(point);
    if ((inside(point) || step === STEPS) && arc.length > 0) {
      if (arc.length > 1) arcs.push(arc);
      arc = [];
    }
  }
  return arcs;
}
