// The grain of the third version: bundles as coarse as close-ups of 1.2 mm per pixel still show, in the femur along its groups of
// trabeculae, in the pelvis along rays above the roof. Pitches and shares are fitted to real close-ups **(ours)**.

import { femoralGroupsAt } from './femoral-groups.ts';
import { tileAt } from './noise-tile.ts';

/** The trabeculae of one bone: which bundles it has, where its noise begins, and how strong each part is. */
export interface Trabeculae {
  readonly kind: 'femur' | 'pelvis';
  readonly offsetX: number;
  readonly offsetY: number;
  /** The strength of the grain, about 0.1 to 0.35. */
  readonly strength: number;
  /** The strength of bundles about 1 mm apart, and of patches of several mm. */
  readonly fine: number;
  readonly patch: number;
}

/** Steps of the noise per mm. */
const PITCH = 2;

/** Returns the density relative to the local mean at a point of the hip's own frame, scaled to a head of 25 mm. */
export function bundledGrainAt(grain: Trabeculae, x: number, y: number): number {
  const { kind, offsetX, offsetY, strength } = grain;
  const patchy = grain.patch * tileAt(x * 0.16 + offsetY, y * 0.16 + offsetX);
  // Both layers are turned against the axes and each other, so that the lattice of the noise does not show.
  const spongy =
    grain.fine * tileAt(PITCH * (0.87 * x - 0.5 * y) + offsetX, PITCH * (0.5 * x + 0.87 * y) + offsetY) +
    0.3 * tileAt(2.1 * PITCH * (0.64 * x + 0.77 * y) + offsetY, 2.1 * PITCH * (0.64 * y - 0.77 * x) + offsetX);
  if (kind === 'pelvis') return Math.max(0.1, 1 + strength * (raysAt(grain, x, y) + spongy + patchy));
  const { compressive, slope, tensile, ring, alongArc, ward } = femoralGroupsAt(x, y);
  const streaks =
    (0.35 + compressive) * tileAt(slope * 78 * PITCH + offsetX, y * 0.13 + offsetY) +
    (0.25 + 0.8 * tensile) * tileAt(ring * PITCH + offsetY, alongArc * 7 + offsetX);
  const mean = 0.82 + 0.34 * compressive + 0.2 * tensile - 0.3 * ward;
  return Math.max(0.05, mean + strength * (0.8 * streaks + spongy + patchy));
}

/** Rays away from the head, and layers around it. */
function raysAt({ offsetX, offsetY }: Trabeculae, x: number, y: number): number {
  const ring = Math.sqrt(x * x + y * y);
  const angle = Math.atan2(x, -y);
  const rays = tileAt(angle * 30 * PITCH + offsetX, ring * 0.2 + offsetY);
  return 0.4 * rays + 0.3 * tileAt(ring * PITCH + offsetY, angle * 6 + offsetX);
}
