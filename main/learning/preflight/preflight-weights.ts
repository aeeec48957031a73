// Checks the weights that a training starts from: random ones, or a file of weights trained elsewhere.

import type { PreflightCheck } from '../../domain/training/preflight.ts';
import type { Recipe } from '../../training/recipe.ts';
import { blocked, ok, warning } from './preflight-check.ts';
import type { WeightsReading } from './weights-reading.ts';
import { preflightText } from '../text/preflight.ts';

/** Lets `read` read the whole file, so that weights that do not fit are refused before the run. */
export async function weightsCheck(recipe: Recipe, file: string | null, read: WeightsReading): Promise<PreflightCheck> {
  const { backbone, seed, headOnly, start } = recipe;
  if (file !== null) {
    const first = await read(recipe, file);
    if (!first.ok) return blocked('weights', first.failure.message);
    if (start === 'scratch') return warning('weights', preflightText.weights.fileUnlikePaper(file));
    return ok('weights', preflightText.weights.fromFile(file, seed));
  }
  if (headOnly === true) return warning('weights', preflightText.weights.frozenRandom);
  if (start === 'scratch') return ok('weights', preflightText.weights.fromScratch(seed));
  if (start === undefined) return ok('weights', preflightText.weights.random(seed));
  return warning('weights', preflightText.weights.randomUnlikePapers(seed, backbone));
}
