// Where a map of evidence lies (Chen, section 3.5), in crop pixels: the distances of its centre of mass and its peak to the landmarks, and
//   spread = sqrt(sum M ((x - xm)^2 + (y - ym)^2) / (sum M + eps))

import type { CropPoint } from '../../domain/geometry.ts';

const EPSILON = 1e-8;

/** Where one map of evidence lies. Distances are to the nearest landmark of its target. */
export interface EvidencePlace {
  readonly centreDistance: number;
  readonly peakDistance: number;
  readonly spread: number;
  /** Share of the evidence inside the true osteophyte. NaN if no outline is known. */
  readonly inOutline: number;
  /** True for a map without any evidence. */
  readonly isEmpty: boolean;
}

/** Measures a square map of `size` by `size` pixels. A map without any evidence counts as evenly spread. */
export function evidencePlace(
  evidence: Float32Array,
  size: number,
  target: { readonly landmarks: readonly CropPoint[]; readonly outline: readonly CropPoint[] | null },
): EvidencePlace {
  const even = evidence.every((value) => value <= 0);
  const map = even ? new Float32Array(evidence.length).fill(1) : evidence;
  let [mass, xSum, ySum, squares, peak] = [0, 0, 0, 0, 0];
  for (let index = 0; index < map.length; index++) {
    const value = map[index];
    const [x, y] = [index % size, Math.floor(index / size)];
    mass += value;
    xSum += value * x;
    ySum += value * y;
    squares += value * (x * x + y * y);
    if (map[index] > map[peak]) peak = index;
  }
  const centre = { x: xSum / (mass + EPSILON), y: ySum / (mass + EPSILON) };
  const nearest = ({ x, y }: CropPoint): number =>
    Math.min(...target.landmarks.map((point) => Math.hypot(point.x - x, point.y - y)));
  return {
    centreDistance: nearest(centre),
    peakDistance: nearest(even ? centre : { x: peak % size, y: Math.floor(peak / size) }),
    // sum M |p - m|^2 = sum M |p|^2 - |m|^2 sum M
    spread: Math.sqrt(Math.max(0, squares / (mass + EPSILON) - centre.x ** 2 - centre.y ** 2)),
    inOutline: target.outline === null ? Number.NaN : shareInside(map, size, target.outline),
    isEmpty: even,
  };
}

/** Share of the map on pixels whose centres lie inside the outline (even-odd rule). */
function shareInside(map: Float32Array, size: number, outline: readonly CropPoint[]): number {
  let [inside, mass] = [0, 0];
  const [left, right] = [Math.min(...outline.map(({ x }) => x)), Math.max(...outline.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...outline.map(({ y }) => y)), Math.max(...outline.map(({ y }) => y))];
  for (let index = 0; index < map.length; index++) {
    mass += map[index];
    const [x, y] = [index % size, Math.floor(index / size)];
    if (x < left || x > right || y < top || y > bottom) continue;
    if (isInside(outline, x, y)) inside += map[index];
  }
  return inside / (mass + EPSILON);
}

/** True if the point lies inside the outline (even-odd rule). */
export function isInside(outline: readonly CropPoint[], x: number, y: number): boolean {
  let odd = false;
  outline.forEach((point, index) => {
    const before = outline[(index + outline.length - 1) % outline.length];
    if (point.y > y === before.y > y) return;
    if (x < point.x + ((before.x - point.x) * (y - point.y)) / (before.y - point.y)) odd = !odd;
  });
  return odd;
}
