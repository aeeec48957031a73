// The networks that find hips, trained from recipes as small as they can be, and opened as the program opens its own.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { openFinders } from '../../../main/inference/finders.ts';
import { readAnyRecipe } from '../../../main/services/recipe-file.ts';
import { trainLocator } from '../../../main/services/train-locator.ts';
import { temporaryFolder } from '../cohort/films.ts';

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

it('are written with their cards, fit each other, and answer', { timeout: 120_000 }, async () => {
  for (const [task, name, size] of [
    ['find-hips', 'localise-hips', 160],
    ['find-points', 'localise-points', 112],
  ] as const) {
    // prettier-ignore
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(recipe(task, name, size)));
    const read = valueOrThrow(await readAnyRecipe(file));
    if (read.kind !== 'locating') throw new Error('The recipe is one of a locating network.');
    const options = { folder: join(folder, 'run'), models, resume: false, threads: 1, version: 'test' };
    const trained = valueOrThrow(await trainLocator(read.recipe, options, () => undefined, new AbortController().signal));
    expect(trained).toMatchObject({ model: join(models, `${name}.onnx`), epochs: 1 });
    expect(Number.isFinite(trained.figures.loss)).toBe(true);
  }
  const finders = valueOrThrow(await openFinders(models));
  const heads = valueOrThrow(await finders.heads(new Uint8Array(160 * 160)));
  expect(heads.map(({ side }) => side)).toEqual(['right', 'left']);
  const [found] = valueOrThrow(await finders.points([new Uint8Array(112 * 112)]));
  expect(found.points).toHaveLength(80);
  await finders.close();
});

it('a recipe that does not fit is refused by the place', async () => {
  const file = join(folder, 'odd.json');
  writeFileSync(file, JSON.stringify({ ...recipe('find-knees', 'odd', 160) }));
  const read = await readAnyRecipe(file);
  expect(read.ok ? '' : read.failure.message).toMatch(/odd\.json.*task/);
});
