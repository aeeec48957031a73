// Trabecular grain: how the density of cancellous bone varies with position.

import { bundledGrainAt, type Trabeculae } from './bundled-grain.ts';
import { femoralGroupsAt } from './femoral-groups.ts';
import { tileAt } from './noise-tile.ts';

/** Maps millimetres on the detector to the hip's own frame (scaled to a head of 25 mm), and offsets the noise. */
export interface Grain extends Trabeculae {
  readonly matrix: readonly [number, number, number, number, number, number];
  /** Trabeculae of the third version: as coarse as close-ups still show them. */
  readonly bundled: boolean;
}

/** Returns the density relative to the local mean at a point in detector mm. */
export function grainAt(grain: Grain, imageX: number, imageY: number): number {
  const m = grain.matrix;
  const x = m[0] * imageX + m[1] * imageY + m[2];
  const y = m[3] * imageX + m[4] * imageY + m[5];
  if (grain.bundled) return bundledGrainAt(grain, x, y);
  const spongy = tileAt(x * 2.3 + grain.offsetX, y * 2.3 + grain.offsetY);
  const patchy = grain.patch * tileAt(x * 0.55 + grain.offsetY, y * 0.55 + grain.offsetX);
  const fine =
    grain.fine === 0
      ? 0
      : grain.fine *
        (0.7 * tileAt(x * 1.7 + y * 0.25 + grain.offsetY, y * 0.4 - x * 0.06 - grain.offsetX) +
          0.4 * tileAt(x * 0.3 - y * 0.3 - grain.offsetY, (x + y) * 1.1 + grain.offsetX));
  if (grain.kind === 'pelvis') return Math.max(0.1, 1 + grain.strength * (0.8 * spongy + 0.45 * patchy + 0.8 * fine));

  const { compressive, slope, tensile, ring, alongArc, ward } = femoralGroupsAt(x, y);
  const streaks =
    0.55 * compressive * tileAt(slope * 230 + grain.offsetX, y * 0.16 + grain.offsetY) +
    0.42 * tensile * tileAt(ring * 2.4 + grain.offsetY, alongArc * 9 + grain.offsetX);
  return Math.max(
    0.05,
    0.86 +
      0.28 * compressive +
      0.14 * tensile -
      0.3 * ward +
      grain.strength * ((grain.patch === 1 ? 1 : 0.45) * streaks + 0.5 * spongy + 0.35 * patchy + 0.7 * fine),
  );
}
