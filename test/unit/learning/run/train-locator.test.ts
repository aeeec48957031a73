// Trains the networks that find hips from minimal recipes, and opens them as the program opens its own.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { openFinders } from '../../../../main/inference/finders.ts';
import { readAnyRecipe } from '../../../../main/learning/run/recipe-file.ts';
import { runTraining } from '../../../../main/learning/run/training.ts';
import type { TrainingProgress } from '../../../../main/learning/run/training-calls.ts';
import { startProgram } from '../../../../main/hosts/start-program.ts';
import { HEAD_FINDING_FIGURES } from '../../../../main/training/localisation/find-head.ts';
import { HIP_FINDING_FIGURES } from '../../../../main/training/localisation/find-hips.ts';
import { POINT_FIGURES } from '../../../../main/training/localisation/find-points.ts';
import { parseRecipe } from '../../../../main/training/recipe.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
const models = join(folder, 'models');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recipe = (task: string, name: string, size: number) => ({
  name,
  task,
  data: {
    kind: 'phantom',
    seed: 52030,
    training: [{ subjects: 2, grades: 'balanced', implants: 0 }],
    validation: { seed: 52031, subjects: 1, implants: 0 },
  },
  seed: 1,
  batch: 2,
  stages: [{ size, epochs: 1 }],
  optimizer: { kind: 'adamw', learningRate: 0.001, weightDecay: 0, beta1: 0.9, beta2: 0.99 },
  schedule: { kind: 'constant', warmUp: 0 },
  augmentation: { rotationDegrees: 5, shiftPixels: 5, scale: 0.1, gain: 0.1, offset: 0.1 },
  precision: 'fp32',
});

it(
  'trained locating networks are written with their cards, fit together, and answer',
  { tags: ['slow'], timeout: 300_000 },
  async () => {
    for (const [task, name, size, figures] of [
      ['find-hips', 'localise-hips', 160, HIP_FINDING_FIGURES],
      ['find-head', 'localise-head', 112, HEAD_FINDING_FIGURES],
      ['find-points', 'localise-points', 112, POINT_FIGURES],
    ] as const) {
      // prettier-ignore
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(recipe(task, name, size)));
      const read = valueOrThrow(await readAnyRecipe(file));
      const options = { folder: join(folder, name), models, resume: false, threads: 1, version: 'test' };
      const heard: TrainingProgress[] = [];
      const start = () => startProgram('training-child');
      const hear = (each: TrainingProgress) => void heard.push(each);
      const trained = valueOrThrow(await runTraining(start, { recipe: read, options }, hear, new AbortController().signal));
      expect(trained).toMatchObject({ model: join(models, `${name}.onnx`), epochs: 1 });
      expect(heard.at(-1)).toMatchObject({ kind: 'epoch', epoch: 1 });
      const card: unknown = JSON.parse(readFileSync(join(models, `${name}.json`), 'utf8'));
      const data: unknown = expect.stringContaining('used to choose the epoch');
      const value: unknown = expect.any(Number);
      expect(card).toMatchObject({ figures: figures.map((figure) => ({ name: figure, value, data })) });
      const manifest: unknown = JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8'));
      expect(manifest).toMatchObject({ recipe: { name }, data: { counts: { train: 2, validation: 1 } }, ending: 'finished' });
    }
    const finders = valueOrThrow(await openFinders(models));
    const heads = valueOrThrow(await finders.heads(new Uint8Array(160 * 160)));
    expect(heads.map(({ side }) => side)).toEqual(['right', 'left']);
    const [found] = valueOrThrow(await finders.points([new Uint8Array(112 * 112)]));
    expect(found.points).toHaveLength(80);
    await finders.close();
  },
);

it.each([
  ['an unknown task', { task: 'find-knees' }, 'task'],
  ['an unknown key', { colour: 'red' }, 'colour'],
  ['a rate below zero', { optimizer: { kind: 'sgd', learningRate: -1, momentum: 0 } }, 'optimizer.learningRate'],
  ['heads, which the network does not have', { headOnly: true }, 'headOnly'],
])('a recipe with %s is refused, naming the entry', async (_, change, place) => {
  const file = join(folder, 'odd.json');
  writeFileSync(file, JSON.stringify({ ...recipe('find-hips', 'odd', 160), ...change }));
  const read = await readAnyRecipe(file);
  expect(read.ok ? '' : read.failure.message).toMatch(new RegExp(`odd\\.json.*is not valid at.*${place}`));
});

it('the Train screen refuses a recipe of a locating network and names the command for it', () => {
  const parsed = parseRecipe(JSON.stringify(recipe('find-hips', 'odd', 160)));
  expect(parsed.ok ? '' : parsed.failure.message).toContain('osteograde train');
});
