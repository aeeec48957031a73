// Writes the reference pages and the recipes' JSON Schema, formatted like the rest of the repository: `npm run docs`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { referencePages } from './reference-pages.ts';

for (const { file, text } of await referencePages()) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
