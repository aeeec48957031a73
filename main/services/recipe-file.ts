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
