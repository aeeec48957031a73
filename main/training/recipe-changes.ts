// A recipe with the changes of a form: name, epochs, batch, learning rate, seed, empty grades.

import type { RecipeChanges } from '../domain/training/preflight.ts';
import type { Recipe } from './recipe.ts';

/** The epochs are shared among the stages in the recipe's proportions, at least one each. */
export function changedRecipe(recipe: Recipe, changes: RecipeChanges): Recipe {
  const { name, epochs, batch, learningRate, seed, emptyGrades } = changes;
  const { emptyGrades: before, ...rest } = recipe;
  const allowed = emptyGrades ?? before === 'allowed';
  return {
    ...rest,
    ...(allowed ? { emptyGrades: 'allowed' as const } : {}),
    name: name ?? recipe.name,
    batch: batch ?? recipe.batch,
    seed: seed ?? recipe.seed,
    optimizer: { ...recipe.optimizer, learningRate: learningRate ?? recipe.optimizer.learningRate },
    stages: epochs === undefined ? recipe.stages : withEpochs(recipe.stages, epochs),
  };
}

function withEpochs(stages: Recipe['stages'], epochs: number): Recipe['stages'] {
  const planned = stages.reduce((sum, stage) => sum + stage.epochs, 0);
  const kept = stages.slice(-Math.max(1, epochs));
  let left = epochs;
  return kept.map((stage, at) => {
    const after = kept.length - at - 1;
    const share = after === 0 ? left : Math.min(left - after, Math.max(1, Math.round((stage.epochs / planned) * epochs)));
    left -= share;
    return { ...stage, epochs: share };
  });
}
