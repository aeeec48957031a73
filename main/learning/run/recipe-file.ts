// Reads a training recipe from a file: for a model that grades, or for a network that finds hips.

import { namingFile } from '../../files/file-failure.ts';
import { readSmallText } from '../../files/read-json.ts';
import type { Result } from '../../domain/failure.ts';
import { parseAnyRecipe, type AnyRecipe } from '../../training/recipe.ts';

/** The failure names the file and the entry that does not fit. */
export async function readAnyRecipe(path: string): Promise<Result<AnyRecipe>> {
  const text = await readSmallText(path);
  if (!text.ok) return text;
  const recipe = parseAnyRecipe(text.value);
  return recipe.ok ? recipe : { ok: false, failure: namingFile(recipe.failure, path) };
}
