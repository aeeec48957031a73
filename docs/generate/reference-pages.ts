// The pages that are made from schemas, and where each belongs.

import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { contractPage } from './contract-page.ts';
import { recipePage } from './recipe-page.ts';

export interface ReferencePage {
  readonly file: string;
  readonly text: string;
}

export async function referencePages(): Promise<readonly ReferencePage[]> {
  return Promise.all([page('contract.md', contractPage()), page('recipe.md', recipePage())]);
}

async function page(name: string, text: string): Promise<ReferencePage> {
  const file = fileURLToPath(new URL(`../reference/${name}`, import.meta.url));
  return { file, text: await format(text, { ...(await resolveConfig(file)), filepath: file }) };
}
