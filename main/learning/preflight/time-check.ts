// How long a training will take, from the arithmetic of its network and the measured speed of the engine.

import type { PreflightCheck } from '../../domain/training/preflight.ts';
import { layerShapes } from '../../network/layer-shapes.ts';
import { parameterSpecs } from '../../network/parameters.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe } from '../../training/recipe.ts';
import { stagesOf } from '../run/recipe-summary.ts';
import { preflightText } from '../text/preflight.ts';
import { ok } from './preflight-check.ts';

/** The backward pass computes the gradients of maps and of weights, each as costly as the forward pass. */
const PASSES = 3;

/** The share of the measured speed that a whole training step reaches: small layers, data and validation take the rest. **(ours)** */
const REACHED = 0.4;

/** Nothing if the engine's speed or the number of hips is unknown. */
export function timeCheck(
  recipe: Recipe,
  engine: { readonly gflops: number | null } | undefined,
  pictures: number | null,
): PreflightCheck[] {
  const gflops = engine?.gflops ?? null;
  if (gflops === null || pictures === null || pictures === 0) return [];
  const operations = stagesOf(recipe).reduce(
    (sum, stage) => sum + forwardOperations(recipe, stage) * PASSES * pictures * stage.epochs,
    0,
  );
  return [ok('time', preflightText.time(operations / (gflops * 1e9 * REACHED)))];
}

/** The multiplications and additions of one picture, counted from each layer's weights and the size of its map. */
function forwardOperations(recipe: Recipe, { height, width }: { readonly height: number; readonly width: number }): number {
  const architecture = architectureOf(recipe);
  const shapes = layerShapes(architecture, height, width);
  return parameterSpecs(architecture).reduce((sum, { layer, shape }) => {
    const places = product((shapes.get(layer.name) ?? []).slice(1));
    return shape.length < 2 ? sum : sum + 2 * product(shape) * places;
  }, 0);
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
