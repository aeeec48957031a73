// How much of a quadrant's zone lies outside the crop. The model never saw that part, so its share of the evidence says nothing about it.

import { imageToCrop, type CropFrame, type ImagePoint } from '../../main/domain/geometry.ts';

/** Sampling points across the zone's bounding box, per axis. */
const SAMPLES = 96;

/** Returns the share of the union of discs around the points that lies outside the crop, 0 to 1. `radius` in image pixels. */
export function shareOutside(points: readonly ImagePoint[], radius: number, frame: CropFrame): number {
  if (points.length === 0) return 0;
  const left = Math.min(...points.map(({ x }) => x)) - radius;
  const right = Math.max(...points.map(({ x }) => x)) + radius;
  const top = Math.min(...points.map(({ y }) => y)) - radius;
  const bottom = Math.max(...points.map(({ y }) => y)) + radius;
  // Nearly every zone, so that opening a case need not count.
  if (isInside(frame, { x: left, y: top }) && isInside(frame, { x: right, y: bottom })) return 0;
  let inside = 0;
  let all = 0;
  for (let row = 0; row < SAMPLES; row++) {
    for (let column = 0; column < SAMPLES; column++) {
      const at = {
        x: left + ((column + 0.5) / SAMPLES) * (right - left),
        y: top + ((row + 0.5) / SAMPLES) * (bottom - top),
      };
      if (!points.some((point) => Math.hypot(point.x - at.x, point.y - at.y) <= radius)) continue;
      all += 1;
      if (isInside(frame, at)) inside += 1;
    }
  }
  return all === 0 ? 0 : 1 - inside / all;
}

function isInside(frame: CropFrame, point: ImagePoint): boolean {
  const { x, y } = imageToCrop(frame, point);
  return Math.min(x, y) >= -0.5 && Math.max(x, y) < frame.size - 0.5;
}
