// Networks like a model's own: of random weights, or trained again on altered labels. Each is written as a model of its own, so that its
// maps are made by the same code as the model's.

import type { Result } from '../../domain/failure.ts';
import { seededRandom } from '../../domain/random.ts';
import type { Weights } from '../../network/parameters.ts';
import { initialWeights } from '../../network/initialise.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe } from '../../training/recipe.ts';
import { NOT_STARTED } from '../../training/run-plan.ts';
import { exportHipModel } from '../export/export-hip-model.ts';
import { exportKneeModel } from '../export/export-knee-model.ts';

/** Writes a model of the recipe's architecture with random weights into the folder, and returns the path of its ONNX file. */
export async function writeRandomNetwork(recipe: Recipe, seed: string, folder: string): Promise<Result<string>> {
  return writeNetwork(recipe, initialWeights(architectureOf(recipe), seededRandom(seed)), folder);
}

/** Writes these weights as a model into the folder, and returns the path of its ONNX file. */
export async function writeNetwork(recipe: Recipe, weights: Weights, folder: string): Promise<Result<string>> {
  const progress = { ...NOT_STARTED, stage: recipe.stages.length - 1 };
  const order = { architecture: architectureOf(recipe), weights, progress, models: folder, name: recipe.name, version: 'trial' };
  if (recipe.system === 3) return exportKneeModel({ ...order, recipe, folder });
  return exportHipModel({ ...order, recipe, figures: [], validationKappa: null });
}
