// The recipe format as a JSON Schema, for editors and other programs.

import { z } from 'zod';
import { anyRecipeSchema } from './recipe.ts';

/** The schema as text. `resources/recipes/recipe.schema.json` contains it. */
export function recipeJsonSchema(): string {
  const schema = { title: 'Osteograde recipe', ...z.toJSONSchema(anyRecipeSchema) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
