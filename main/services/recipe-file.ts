// A training recipe from a file.

import { readFile } from 'node:fs/promises';
import { fileFailure, namingFile } from '../cohort/file-failure.ts';
import type { Result } from '../domain/failure.ts';
import { parseRecipe, type Recipe } from '../training/recipe.ts';

/** Fails with the file's name and the place that does not fit. */
export async function readRecipe(path: string): Promise<Result<Recipe>> {
  try {
    const recipe = parseRecipe(await readFile(path, 'utf8'));
    return recipe.ok ? recipe : { ok: false, failure: namingFile(recipe.failure, path) };
  } catch (error) {
    const failure = fileFailure(error, path);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** The same recipe with so many more epochs at the end, for a run that goes on. */
export function extended(recipe: Recipe, epochs: number): Recipe {
  const last = recipe.stages.length - 1;
  return {
    ...recipe,
    stages: recipe.stages.map((stage, at) => (at === last ? { ...stage, epochs: stage.epochs + epochs } : stage)),
  };
}
