// The shape of recipes as JSON Schema, for editors and other programs.

import { z } from 'zod';
import { anyRecipeSchema } from './recipe.ts';

/** As text; `resources/recipes/recipe.schema.json` holds it. */
export function recipeJsonSchema(): string {
  const schema = { title: 'Osteograde recipe', ...z.toJSONSchema(anyRecipeSchema) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
