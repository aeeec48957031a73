// The files that are made from schemas, and where each belongs.

import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { contractPage } from './contract-page.ts';
import { recipeJsonSchema } from '../../main/training/recipe-json-schema.ts';
import { recipePage } from './recipe-page.ts';

export interface ReferencePage {
  readonly file: string;
  readonly text: string;
}

export async function referencePages(): Promise<readonly ReferencePage[]> {
  return Promise.all([
    formatted('docs/reference/contract.md', contractPage()),
    formatted('docs/reference/recipe.md', recipePage()),
    formatted('resources/recipes/recipe.schema.json', recipeJsonSchema()),
  ]);
}

async function formatted(path: string, text: string): Promise<ReferencePage> {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return { file, text: await format(text, { ...(await resolveConfig(file)), filepath: file }) };
}
