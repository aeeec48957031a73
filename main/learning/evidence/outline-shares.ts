// How much of the evidence lies inside the true outlines of osteophytes, where these are known. It uses the map of the attention audit, so the
// share stands beside the share in the zone.

import type { TrueOutlines } from '../../database/films/true-outlines.ts';
import { FINDINGS, quadrantsOf } from '../../domain/finding.ts';
import { imageToCrop, type CropFrame, type CropPoint } from '../../domain/geometry.ts';
import type { HeatmapAnswer, HeatmapSet } from '../../domain/grading.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import { heatmapOf } from '../../inference/graded-hip.ts';
import { shareInZone } from '../../inference/heatmap.ts';
import { AUDIT_SCORE } from '../../inference/score.ts';
import { isInside } from '../../training/tasks/evidence-place.ts';

/** Returns the share, 0 to 1, of each answer that has a true outline on its film. */
export function outlineShares(
  maps: HeatmapSet,
  outlines: TrueOutlines,
  frame: CropFrame,
): Partial<Record<HeatmapAnswer, number>> {
  return cropOutlineShares(
    maps,
    perQuadrant((quadrant) => outlines[quadrant]?.map((point) => imageToCrop(frame, point)) ?? null),
  );
}

/** The same for outlines on the crop. A finding has the outlines of both quadrants of its bone. */
export function cropOutlineShares(
  maps: HeatmapSet,
  outlines: PerQuadrant<readonly CropPoint[] | null>,
): Partial<Record<HeatmapAnswer, number>> {
  const targets = maps.kind === 'findings' ? FINDINGS.map((name) => [name, quadrantsOf(name)] as const) : QUADRANTS_ALONE;
  return Object.fromEntries(
    targets.flatMap(([name, quadrants]) => {
      const known = quadrants.flatMap((quadrant) => {
        const outline = outlines[quadrant];
        return outline === null ? [] : [outline];
      });
      return known.length === 0 ? [] : [[name, shareInZone(heatmapOf(maps, name, AUDIT_SCORE), maps.size, maskOf(known))]];
    }),
  );
}

const QUADRANTS_ALONE = QUADRANTS.map((name): readonly [Quadrant, readonly Quadrant[]] => [name, [name]]);

/** Nonzero on pixels whose centres lie inside any outline. // [224, 224] */
function maskOf(outlines: readonly (readonly CropPoint[])[]): Uint8Array {
  const mask = new Uint8Array(CROP_SIZE * CROP_SIZE);
  for (const outline of outlines) {
    const [xs, ys] = [outline.map(({ x }) => x), outline.map(({ y }) => y)];
    const [left, right] = [Math.max(0, Math.floor(Math.min(...xs))), Math.min(CROP_SIZE - 1, Math.ceil(Math.max(...xs)))];
    const [top, bottom] = [Math.max(0, Math.floor(Math.min(...ys))), Math.min(CROP_SIZE - 1, Math.ceil(Math.max(...ys)))];
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) if (isInside(outline, x, y)) mask[y * CROP_SIZE + x] = 1;
  }
  return mask;
}
