// Trains the shipped finder from its recipes, or the five networks of the folds that `bench:real` judges by. Finished steps are skipped and
// started ones resumed, so the command may be given again after it was interrupted.
// npm run train:finder -- --data DIR --out FOLDER [--folds] [--only hips|head] [--threads 1]

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const FOLDS = 5;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    folds: { type: 'boolean', default: false },
    only: { type: 'string' },
    threads: { type: 'string', default: '1' },
  },
});
const root = fileURLToPath(new URL('../../..', import.meta.url));
const recipes = join(root, 'resources/recipes');
if (values.data === undefined || values.out === undefined) {
  console.error('Name the data folder with --data and the folder of the results with --out.');
  process.exit(1);
}
const out = resolve(values.out);
const views = join(out, 'views');
mkdirSync(views, { recursive: true });

for (const task of ['hips', 'head'] as const) {
  if (values.only !== undefined && values.only !== task) continue;
  const name = `localise-${task}`;
  const shown = values.folds ? Array.from({ length: FOLDS }, (_, fold) => fold) : [null];
  const first = step(`${name}-phantoms`, { name, recipe: readRecipe(`localise/${name}.json`), weights: null });
  for (const fold of shown) {
    const recipe = readRecipe(`localise-on-films/${name}.json`);
    if (fold !== null) recipe.data.films = { ...recipe.data.films, held: { fold, of: FOLDS } };
    step(fold === null ? `${name}-films` : `${name}-fold-${fold}`, { name, recipe, weights: first });
  }
}

interface FilmRecipe {
  data: { films?: object };
}

function readRecipe(file: string): FilmRecipe {
  return JSON.parse(readFileSync(join(recipes, file), 'utf8')) as FilmRecipe; // our own file
}

/** Trains one network if its file is missing. Returns the file. */
function step(label: string, { name, recipe, weights }: { name: string; recipe: FilmRecipe; weights: string | null }): string {
  const run = join(out, 'runs', label);
  const models = join(out, 'models', label);
  const model = join(models, `${name}.onnx`);
  if (existsSync(model)) return model;
  mkdirSync(run, { recursive: true });
  if (!existsSync(join(run, 'views'))) symlinkSync(views, join(run, 'views')); // phantoms are rendered once
  const file = join(run, 'as-ordered.json');
  writeFileSync(file, JSON.stringify(recipe));
  const resume = existsSync(join(run, 'last.safetensors'));
  const order = ['train', file, '--run', run, '--models', models, '--data', values.data ?? '', '--threads', values.threads];
  if (resume) order.push('--resume');
  else if (weights !== null) order.push('--weights', weights);
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [join(root, 'main/hosts/cli.ts'), ...order], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  console.log(`${label}: ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
  return model;
}
