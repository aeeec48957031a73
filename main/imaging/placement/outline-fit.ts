// Measures whether a hip's points follow the outline of its femur on the picture: bone is brighter than what lies beside it.
// It samples a few pixels on both sides of each point, so it costs about a millisecond.

import type { ImagePoint } from '../../domain/geometry.ts';
import type { Side } from '../../domain/hip.ts';
import type { LandmarkTable } from '../../domain/landmark-table.ts';
import type { PixelGrid } from '../resample.ts';

export interface Outline {
  readonly landmarks: readonly ImagePoint[]; // [80]
  readonly side: Side;
  readonly table: LandmarkTable;
}

type Picture = PixelGrid & { readonly spacingMm: number };

/** Distances from the outline at which the grey values are compared. **(ours)** */
const DEPTHS_MM = [0.75, 1.5, 2.25, 3];

/** How far beside the bone's edge the points may be. The best position within it counts. **(ours)** */
export const TOLERANCE_MM = { usual: 1.5, loose: 3 } as const;

/** Positions are tried this far apart. */
const STEP_MM = 1.5;

/** No single edge may count for more, in standard deviations of the sampled grey values. **(ours)** */
const LARGEST_STEP = 0.5;

/** Points of the outline that must be on the picture. **(ours)** */
const FEWEST_POINTS = 10;

/**
 * Returns the mean step from the outside of the bone to its inside, from -0.5 to 0.5. A clear outline scores above 0.3, points without an
 * outline about 0, an inverted picture below -0.3. Null if too little of the outline is on the picture.
 */
export function outlineFit(picture: Picture, outline: Outline, toleranceMm: number = TOLERANCE_MM.usual): number | null {
  const steps = Math.round(toleranceMm / STEP_MM);
  const shifts = Array.from({ length: 2 * steps + 1 }, (_, step) => ((step - steps) * STEP_MM) / picture.spacingMm);
  const normals = outwardNormals(outline);
  const fits = shifts.flatMap((x) => shifts.flatMap((y) => fitAt(picture, normals, { x, y }) ?? []));
  return fits.length === 0 ? null : fits.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
}

interface Normal {
  readonly at: ImagePoint;
  readonly x: number;
  readonly y: number;
}

/** The outline runs from the lateral shaft over the head to the medial shaft. */
function outwardNormals({ landmarks, side, table }: Outline): readonly Normal[] {
  const curve = table.proximalFemur.flatMap((index) => landmarks[index] ?? []);
  const hand = side === 'left' ? -1 : 1;
  return curve.map((at, index) => {
    const before = curve[Math.max(0, index - 1)] ?? at;
    const after = curve[Math.min(curve.length - 1, index + 1)] ?? at;
    const [dx, dy] = [after.x - before.x, after.y - before.y];
    const length = Math.hypot(dx, dy) || 1;
    return { at, x: (hand * dy) / length, y: (-hand * dx) / length };
  });
}

function fitAt(picture: Picture, normals: readonly Normal[], shift: ImagePoint): number | null {
  const steps: number[] = [];
  let [count, sum, squares] = [0, 0, 0];
  for (const { at, x, y } of normals) {
    let step = 0;
    for (const depth of DEPTHS_MM) {
      const reach = depth / picture.spacingMm;
      const inside = greyAt(picture, at.x + shift.x - reach * x, at.y + shift.y - reach * y);
      const outside = greyAt(picture, at.x + shift.x + reach * x, at.y + shift.y + reach * y);
      step += inside - outside;
      if (Number.isNaN(step)) break;
      count += 2;
      sum += inside + outside;
      squares += inside * inside + outside * outside;
    }
    if (!Number.isNaN(step)) steps.push(step / DEPTHS_MM.length);
  }
  if (steps.length < FEWEST_POINTS) return null;
  const spread = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  if (spread === 0) return 0;
  const clamped = steps.map((step) => Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step / spread)));
  return clamped.reduce((total, step) => total + step, 0) / clamped.length;
}

/** NaN outside the picture. */
function greyAt({ width, height, pixels }: PixelGrid, x: number, y: number): number {
  const [column, row] = [Math.round(x), Math.round(y)];
  if (!(column >= 0 && row >= 0 && column < width && row < height)) return Number.NaN;
  return pixels[row * width + column] ?? Number.NaN;
}
