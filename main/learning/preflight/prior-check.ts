// Says when the radius of the landmark prior is too small to matter on its grid.

import { CROP_SIZE } from '../../domain/hip-crop.ts';
import type { PreflightCheck } from '../../domain/training/preflight.ts';
import { featureGrid } from '../../network/layer-shapes.ts';
import { leastRadius } from '../../network/loss/landmark-prior.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe } from '../../training/recipe.ts';
import { pictureSize } from '../../training/task.ts';
import { preflightText } from '../text/preflight.ts';
import { warning } from './preflight-check.ts';

export function priorCheck(recipe: Recipe): PreflightCheck[] {
  const small = radiusWithoutEffect(recipe);
  return small === null ? [] : [warning('recipe', preflightText.priorRadius(small.radius, small.least, small.grid))];
}

export interface SmallRadius {
  readonly radius: number;
  /** Every radius below this one has the same effect as it. */
  readonly least: number;
  /** Cells along each edge. */
  readonly grid: number;
}

/** Null if the radius matters. Both radii are in crop pixels. The grid is that of the largest pictures, the finest. */
export function radiusWithoutEffect(recipe: Recipe): SmallRadius | null {
  if (!('prior' in recipe) || recipe.prior.weight === 0) return null;
  const { radius, grid: given } = recipe.prior;
  const size = Math.max(...recipe.stages.map((stage) => pictureSize(stage.size).height));
  const grid = given ?? featureGrid(architectureOf(recipe), size);
  const least = leastRadius(grid, CROP_SIZE);
  return radius < least ? { radius, least, grid } : null;
}
