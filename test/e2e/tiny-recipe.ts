// Cuts a shipped recipe down to a run of seconds on a few small phantoms.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const recipes = fileURLToPath(new URL('../../resources/recipes', import.meta.url));

/** Writes it to the user's own recipes under this name, with these entries instead of the shipped ones. */
export function putTinyRecipe(home: string, shipped: string, name: string, entries: Readonly<Record<string, unknown>>): void {
  const recipe: unknown = JSON.parse(readFileSync(join(recipes, `${shipped}.json`), 'utf8'));
  const tiny = {
    ...(recipe as Record<string, unknown>), // our own recipe
    name,
    emptyGrades: 'allowed',
    batch: 4,
    precision: 'fp32',
    data: {
      kind: 'phantom',
      seed: 11,
      training: [{ subjects: 6, grades: 'balanced', labels: 'strong' }],
      validation: { seed: 12, subjects: 3 },
      test: { seed: 13, subjects: 2 },
    },
    ...entries,
  };
  mkdirSync(join(home, 'recipes'), { recursive: true });
  writeFileSync(join(home, 'recipes', `${name}.json`), JSON.stringify(tiny));
}
