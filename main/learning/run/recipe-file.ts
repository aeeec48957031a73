// Reads a training recipe from a file: for a model that grades, or for a network that finds hips.

import { readFile } from 'node:fs/promises';
import { fileFailure, namingFile } from '../../files/file-failure.ts';
import type { Result } from '../../domain/failure.ts';
import { parseAnyRecipe, type AnyRecipe } from '../../training/recipe.ts';

/** The failure names the file and the entry that does not fit. */
export async function readAnyRecipe(path: string): Promise<Result<AnyRecipe>> {
  try {
    const recipe = parseAnyRecipe(await readFile(path, 'utf8'));
    return recipe.ok ? recipe : { ok: false, failure: namingFile(recipe.failure, path) };
  } catch (error) {
    const failure = fileFailure(error, path);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}
