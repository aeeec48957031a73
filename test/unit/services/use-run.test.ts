// A checkpoint becomes a model: Systems 1 and 3 among the models that grade.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { useRun, type UseOrder } from '../../../main/services/use-run.ts';
import { architectureOf } from '../../../main/training/recipe-architecture.ts';
import type { Recipe } from '../../../main/training/recipe.ts';
import { saveCheckpoint } from '../../../main/training/run-folder.ts';
import { UNBEGUN } from '../../../main/training/run-plan.ts';
import { livedInWeights } from '../network/tiny-network.ts';
import { tinyRecipe } from '../training/synthetic-hips.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-use-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const knees: Recipe = {
  name: 'knees',
  system: 3,
  backbone: 'antony',
  attention: { branches: ['att0', 'att1'], combined: 'early-fusion', weights: [1, 1] },
  data: { kind: 'class-folder', stored: { height: 96, width: 80 }, intensity: 'equalise' },
  loss: 'cross-entropy',
  smoothing: 0,
  classWeights: 'none',
  seed: 1,
  batch: 2,
  stages: [{ size: { height: 96, width: 80 }, epochs: 1 }],
  optimizer: tinyRecipe.optimizer,
  schedule: tinyRecipe.schedule,
  augmentation: tinyRecipe.augmentation,
  precision: 'fp32',
};

async function order(recipe: Recipe, size: { readonly height: number; readonly width: number }): Promise<UseOrder> {
  const run = mkdtempSync(join(folder, 'run-'));
  const progress = { ...UNBEGUN, epoch: 3, step: 30, best: { kappa: 0.5 } };
  await saveCheckpoint(run, 'best-kappa', livedInWeights(architectureOf(recipe), 5), progress);
  const random = seededRandom('crops');
  const picture = () => Float32Array.from({ length: size.height * size.width }, () => random.next());
  return {
    recipe,
    folder: run,
    checkpoint: 'best-kappa',
    crops: { ...size, pictures: [picture(), picture()] },
    name: `${recipe.name}-kappa`,
    models: join(run, 'models'),
    validationKappa: 0.5,
    version: '0.0.0-test',
  };
}

describe('using a run', { timeout: 240_000 }, () => {
  it('puts a run of System 1 among the models, its card naming what chose the epoch', async () => {
    const given = await order(tinyRecipe, { height: 224, width: 224 });
    const used = await useRun(given);
    expect(used).toMatchObject({ ok: true, value: { name: 'tiny-kappa', grades: true } });
    expect(readdirSync(given.models).sort()).toEqual(['tiny-kappa.json', 'tiny-kappa.onnx']);
    const card: unknown = JSON.parse(readFileSync(join(given.models, 'tiny-kappa.json'), 'utf8'));
    expect(card).toMatchObject({ figures: [{ name: 'mean kappa (validation)', value: 0.5 }], training: { epoch: 3 } });
  });

  it('puts a run of System 3 among the models, each map that its answer reads among the outputs', async () => {
    const given = await order(knees, { height: 96, width: 80 });
    const used = await useRun(given);
    expect(used).toMatchObject({ ok: true, value: { grades: false, path: join(given.models, 'knees-kappa.onnx') } });
    const card: unknown = JSON.parse(readFileSync(join(given.models, 'knees-kappa.json'), 'utf8'));
    expect(card).toMatchObject({
      system: 3,
      strategy: 'early-fusion',
      preprocessing: { stored: { height: 96, width: 80 }, intensity: 'equalise', inputRange: 'zero-to-one' },
      scale: 'softmax',
      heads: {
        fused: {
          maps: [
            { name: 'features.att0', mask: 'att0-mask' },
            { name: 'features.att1', mask: 'att1-mask' },
          ],
        },
      },
    });
  });

  it('says which checkpoint is missing', async () => {
    const given = await order(tinyRecipe, { height: 224, width: 224 });
    expect(await useRun({ ...given, checkpoint: 'last' })).toMatchObject({ ok: false, failure: { code: 'file-not-found' } });
  });
});
