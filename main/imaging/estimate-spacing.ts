// Estimates an unknown pixel size from the femoral heads, whose diameter varies little between adults.

import type { ImagePoint } from '../domain/geometry.ts';
import { LANDMARK_TABLES, POINTS_PER_SIDE, type Numbering } from '../domain/landmark-table.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { MAX_HEAD_RESIDUAL_MM } from './plausibility.ts';

/** Diameter of a femoral head on a radiograph, which the diverging rays enlarge. docs/file-formats.md. **(ours)** */
const HEAD_DIAMETER_MM = 55;

/** The radii of a person's two heads differ by less than this share. **(ours)** */
const LARGEST_DIFFERENCE = 0.25;

/**
 * Returns the millimetres per pixel at which the heads measure 55 mm, in the numbering whose points fit the better circles.
 * Null if no circle fits. // points in pixels, [80] or [160]
 */
export function estimateSpacing(points: readonly ImagePoint[], numbering?: Numbering): number | null {
  if (points.length !== POINTS_PER_SIDE && points.length !== 2 * POINTS_PER_SIDE) return null;
  const sides = [points.slice(0, POINTS_PER_SIDE), points.slice(POINTS_PER_SIDE)].filter((side) => side.length > 0);
  const numberings: readonly Numbering[] = numbering === undefined ? ['original', 'renumbered'] : [numbering];
  const estimates = numberings.flatMap((one) => estimateIn(sides, one) ?? []);
  return estimates.toSorted((a, b) => a.strayMm - b.strayMm).at(0)?.spacingMm ?? null;
}

function estimateIn(
  sides: readonly (readonly ImagePoint[])[],
  numbering: Numbering,
): { readonly spacingMm: number; readonly strayMm: number } | null {
  const heads = sides.map((side) => fitCircle(LANDMARK_TABLES[numbering].femoralHeadArc.map((index) => side[index])));
  if (heads.some((head) => head === undefined)) return null;
  const found = heads.flatMap((head) => head ?? []);
  const radii = found.map((head) => head.radius);
  if (Math.min(...radii) < (1 - LARGEST_DIFFERENCE) * Math.max(...radii)) return null;
  const spacingMm = HEAD_DIAMETER_MM / 2 / (radii.reduce((sum, radius) => sum + radius, 0) / radii.length);
  const strayMm = Math.max(...found.map((head) => head.residual)) * spacingMm;
  return strayMm < MAX_HEAD_RESIDUAL_MM ? { spacingMm, strayMm } : null;
}
