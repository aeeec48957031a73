// Where a training begins: from chance, or from weights trained elsewhere.

import type { PreflightCheck } from '../contract/training-schemas.ts';
import type { BackboneName } from '../network/backbone.ts';
import type { Recipe } from '../training/recipe.ts';
import { ok, warning } from './preflight-check.ts';

/** Made for knees, and trained from chance by their paper; the others have weights of ImageNet. */
const FROM_CHANCE: readonly BackboneName[] = ['antony', 'antony-extended'];

export function weightsCheck({ backbone, seed }: Recipe): PreflightCheck {
  const chance = `Starts from chance (seed ${seed}).`;
  if (FROM_CHANCE.includes(backbone)) return ok('weights', chance);
  return warning(
    'weights',
    `${chance} The papers start from ImageNet: "osteograde train" takes a file of such weights for ${backbone} by --weights.`,
  );
}
