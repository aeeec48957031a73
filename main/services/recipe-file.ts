// A training recipe from a file: of a model that grades, or of one of the networks that find hips.

import { readFile } from 'node:fs/promises';
import { fileFailure, namingFile } from '../cohort/file-failure.ts';
import { success, type Result } from '../domain/failure.ts';
import { isLocatingRecipe, parseLocatingRecipe, type LocatingRecipe } from '../training/localisation/recipe.ts';
import { parseRecipe, type Recipe } from '../training/recipe.ts';

export type AnyRecipe =
  { readonly kind: 'grading'; readonly recipe: Recipe } | { readonly kind: 'locating'; readonly recipe: LocatingRecipe };

/** Tells the two kinds apart by the entry `task`. Fails with the file's name and the place that does not fit. */
export async function readAnyRecipe(path: string): Promise<Result<AnyRecipe>> {
  const content = await readFile(path, 'utf8').then(parsedOrNull, () => null);
  if (!isLocatingRecipe(content)) {
    const recipe = await readRecipe(path);
    return recipe.ok ? success({ kind: 'grading', recipe: recipe.value }) : recipe;
  }
  const recipe = parseLocatingRecipe(content);
  if (!recipe.ok) return { ok: false, failure: namingFile(recipe.failure, path) };
  return success({ kind: 'locating', recipe: recipe.value });
}

/** Fails with the file's name and the place that does not fit. */
async function readRecipe(path: string): Promise<Result<Recipe>> {
  try {
    const recipe = parseRecipe(await readFile(path, 'utf8'));
    return recipe.ok ? recipe : { ok: false, failure: namingFile(recipe.failure, path) };
  } catch (error) {
    const failure = fileFailure(error, path);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // `readRecipe` says what is wrong with it
  }
}
