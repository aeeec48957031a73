// Where a training begins: from chance, or from weights trained elsewhere.

import type { PreflightCheck } from '../../domain/training/preflight.ts';
import type { BackboneName } from '../../network/architectures/backbone.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe } from '../../training/recipe.ts';
import { blocked, ok, warning } from './preflight-check.ts';
import { startingWeights } from '../run/starting-weights.ts';

/** Made for knees, and trained from chance by their paper; the others have weights of ImageNet. */
const FROM_CHANCE: readonly BackboneName[] = ['antony', 'antony-extended'];

/** Reads the whole file, so that one that does not fit is refused here and not in the run. */
export async function weightsCheck(recipe: Recipe, file: string | null): Promise<PreflightCheck> {
  const { backbone, seed } = recipe;
  if (file !== null) {
    const first = await startingWeights(architectureOf(recipe), file, seed);
    if (!first.ok) return blocked('weights', first.failure.message);
    return ok('weights', `Starts from ${file}. Heads that it does not hold start from chance (seed ${seed}).`);
  }
  const chance = `Starts from chance (seed ${seed}).`;
  if (FROM_CHANCE.includes(backbone)) return ok('weights', chance);
  return warning('weights', `${chance} The papers start from ImageNet: name a file of such weights for ${backbone} above.`);
}
