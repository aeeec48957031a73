// Checks the weights that a training starts from: random ones, or a file of weights trained elsewhere.

import type { PreflightCheck } from '../../domain/training/preflight.ts';
import type { BackboneName } from '../../network/architectures/backbone.ts';
import type { Recipe } from '../../training/recipe.ts';
import { blocked, ok, warning } from './preflight-check.ts';
import type { WeightsReading } from './weights-reading.ts';
import { preflightText } from '../text/preflight.ts';

/** Their paper trained these from random weights. The other backbones have ImageNet weights. */
const RANDOM_BY_PAPER: readonly BackboneName[] = ['antony', 'antony-extended'];

/** Lets `read` read the whole file, so that weights that do not fit are refused before the run. */
export async function weightsCheck(recipe: Recipe, file: string | null, read: WeightsReading): Promise<PreflightCheck> {
  const { backbone, seed, headOnly } = recipe;
  if (file !== null) {
    const first = await read(recipe, file);
    if (!first.ok) return blocked('weights', first.failure.message);
    return ok('weights', preflightText.weights.fromFile(file, seed));
  }
  if (headOnly === true) return warning('weights', preflightText.weights.frozenRandom);
  if (RANDOM_BY_PAPER.includes(backbone)) return ok('weights', preflightText.weights.random(seed));
  return warning('weights', preflightText.weights.randomUnlikePapers(seed, backbone));
}
