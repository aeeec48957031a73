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

/** The radius is in crop pixels. The grid is that of the largest pictures, the finest. */
export function priorCheck(recipe: Recipe): PreflightCheck[] {
  if (!('prior' in recipe) || recipe.prior.weight === 0) return [];
  const { radius, grid: given } = recipe.prior;
  const size = Math.max(...recipe.stages.map((stage) => pictureSize(stage.size).height));
  const grid = given ?? featureGrid(architectureOf(recipe), size);
  const least = leastRadius(grid, CROP_SIZE);
  return radius < least ? [warning('recipe', preflightText.priorRadius(radius, least, grid))] : [];
}
