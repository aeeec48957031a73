// `npm run bench:knee`: Kellgren-Lawrence grading of real knees (System 3), trained on the train folder and measured on the val folder.
// Options: --data FOLDER --recipe resources/recipes/knee-mobilenet-cross-entropy.json --weights FILE.pth --epochs N --seed N --at-most N
// --home build/bench/knee. Resumes where it stopped.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { measureGraded } from '../../../main/learning/evaluation/measure-network.ts';
import { classFolderSet } from '../../../main/learning/data/class-folder-set.ts';
import { parseRecipe } from '../../../main/training/recipe.ts';
import { pictureSize } from '../../../main/training/task.ts';
import { kneeQuestion } from '../../../main/training/tasks/knee-grade.ts';
import { table } from './results.ts';
import { runRecipe } from './run-recipe.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    recipe: { type: 'string', default: 'resources/recipes/knee-mobilenet-cross-entropy.json' },
    weights: { type: 'string' },
    epochs: { type: 'string' },
    seed: { type: 'string' },
    'at-most': { type: 'string' },
    home: { type: 'string', default: 'build/bench/knee' },
  },
});
const { data } = options;
if (data === undefined) throw new Error('Give the folder that contains train and val with --data.');
const preset = valueOrThrow(parseRecipe(readFileSync(options.recipe, 'utf8')));
if (preset.system !== 3) throw new Error('This bench needs a recipe of System 3.');
const last = preset.stages.length - 1;
const recipe = {
  ...preset,
  seed: Number(options.seed ?? preset.seed),
  data: { ...preset.data, ...(options['at-most'] === undefined ? {} : { atMost: Number(options['at-most']) }) },
  stages: preset.stages.map((stage, at) => (at === last ? { ...stage, epochs: Number(options.epochs ?? stage.epochs) } : stage)),
};
const { height, width } = pictureSize(recipe.stages[last].size);
const name = [
  recipe.name,
  height,
  width,
  recipe.seed,
  recipe.data.atMost ?? 'all',
  options.weights === undefined ? 'scratch' : 'weights',
].join('-');
const validation = valueOrThrow(
  await classFolderSet(
    { folder: data, part: 'val', data: recipe.data, seed: recipe.seed, cache: join(options.home, 'pictures') },
    () => undefined,
    new AbortController().signal,
  ),
);
const figures = await runRecipe(
  { recipe, home: options.home, name, data, weights: options.weights },
  ['best-kappa', 'best-accuracy', 'best-loss', 'last'],
  async (network, checkpoint) => {
    const request = { pictures: validation, questions: [kneeQuestion(recipe)], loss: recipe.loss, inputRange: recipe.inputRange };
    const measured = await measureGraded(network, request, { size: { height, width }, batch: recipe.batch, seed: recipe.seed });
    return measured.map((figure) => ({ checkpoint, ...figure }));
  },
);
const rows = figures.flat().map(({ checkpoint, name: figure, value, low, high, items }) => {
  return [checkpoint, figure, value.toFixed(3), `${low.toFixed(3)} to ${high.toFixed(3)}`, String(items)];
});
process.stdout.write(`${name}\n${table(['checkpoint', 'figure', 'value', '95% interval', 'pictures'], rows)}\n`);
