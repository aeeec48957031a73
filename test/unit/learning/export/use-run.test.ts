// "Use this run" makes a model from a checkpoint of any system. The model answers as the trainer does.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { FINDINGS, quadrantsOf } from '../../../../main/domain/finding.ts';
import { toEightBit } from '../../../../main/domain/hip-crop.ts';
import { LANDMARK_TABLES } from '../../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { stretch } from '../../../../main/imaging/grey-levels.ts';
import type { GradedHip } from '../../../../main/inference/graded-hip.ts';
import { readModelFiles } from '../../../../main/inference/model-files.ts';
import { openModel } from '../../../../main/inference/model.ts';
import { softmax } from '../../../../main/inference/score.ts';
import { useRun, type UseOrder } from '../../../../main/learning/export/use-run.ts';
import { forward } from '../../../../main/network/forward.ts';
import { openNetwork } from '../../../../main/network/network.ts';
import { plainView } from '../../../../main/training/augmentation.ts';
import { pictureBatch } from '../../../../main/training/pictures.ts';
import { architectureOf } from '../../../../main/training/recipe-architecture.ts';
import type { Recipe } from '../../../../main/training/recipe.ts';
import { loadCheckpoint, saveCheckpoint } from '../../../../main/training/run-folder.ts';
import { NOT_STARTED } from '../../../../main/training/run-plan.ts';
import { testEngine } from '../../network/test-engine.ts';
import { livedInWeights } from '../../network/tiny-network.ts';
import { tinyFindings, tinyPresence, tinyRecipe } from '../../training/synthetic-hips.ts';

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
  const progress = { ...NOT_STARTED, epoch: 3, step: 30, best: { kappa: 0.5 } };
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

/** Returns the exported model's answers for a crop, graded like any hip. */
async function gradedBy(path: string, pixels: Float32Array): Promise<GradedHip> {
  const model = valueOrThrow(await openModel(path));
  const landmarks = Array.from({ length: 80 }, (_, at) => ({ x: 40 + at, y: 60 + at }));
  try {
    return valueOrThrow(await model.grade({ pixels, landmarks }, LANDMARK_TABLES.original));
  } finally {
    await model.close();
  }
}

/** Returns the answers of the trainer's own network for the crop, in a batch made as in training. */
async function trainersLogits(
  { recipe, crops, folder: run }: UseOrder,
  edge: number,
  greys: (pixels: Uint8Array) => Uint8Array,
): Promise<Record<string, number[]>> {
  const { weights } = valueOrThrow(await loadCheckpoint(run, 'best-kappa'));
  const engine = await testEngine();
  const network = openNetwork(architectureOf(recipe), weights, engine);
  const stored = { pixels: greys(toEightBit(crops.pictures[0])), size: { height: crops.height, width: crops.width } };
  const size = { height: edge, width: edge };
  const image = pictureBatch(engine, stored, [{ index: 0, augmentation: plainView({ crop: stored.size, picture: size }) }], size);
  const outputs = engine.tf.tidy(() => forward(network, image, 'inference'));
  const logits = Object.entries(outputs).filter(([, tensor]) => tensor.rank === 2);
  const read = await Promise.all(logits.map(async ([name, tensor]) => [name, Array.from(await tensor.data())] as const));
  network.dispose();
  engine.dispose();
  return Object.fromEntries(read);
}

describe('using a run', { timeout: 240_000 }, () => {
  it('exports a run of System 1 with a card that says what chose the epoch', { tags: ['slow'] }, async () => {
    const given = await order(tinyRecipe, { height: 224, width: 224 });
    const used = await useRun(given);
    expect(used).toMatchObject({ ok: true, value: { name: 'tiny-kappa', grades: true } });
    expect(readdirSync(given.models).sort()).toEqual(['tiny-kappa.json', 'tiny-kappa.onnx']);
    const card: unknown = JSON.parse(readFileSync(join(given.models, 'tiny-kappa.json'), 'utf8'));
    expect(card).toMatchObject({ figures: [{ name: 'mean kappa (validation)', value: 0.5 }], training: { epoch: 3 } });
  });

  it('exports a run of System 3 with every map that its answer reads among the outputs', async () => {
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

  it(
    'exports a run of System 2 that answers as the trainer does, with the figures of the run on its card',
    { tags: ['slow'] },
    async () => {
      const given = await order(tinyPresence, { height: 224, width: 224 });
      const figures = [
        { name: 'auc.femur-superior', value: 0.9, low: 0.8, high: 1, items: 40 },
        { name: 'inOutline.femur-superior', value: null, low: null, high: null, items: 0 },
        { name: 'mirrored.auc.femur-superior', value: 0.91, low: 0.8, high: 1, items: 40 },
      ];
      writeFileSync(join(given.folder, 'figures.json'), JSON.stringify({ checkpoint: 'best-kappa', epoch: 3, figures }));
      const used = valueOrThrow(await useRun({ ...given, validationKappa: null }));
      expect(used).toMatchObject({ name: 'presence-kappa', grades: true });
      const { card } = valueOrThrow(await readModelFiles(used.path));
      expect(card).toMatchObject({
        system: 2,
        strategy: 'landmark-prior',
        preprocessing: { pictureSize: 64 },
        figures: [{ name: 'AUC of presence, femur-superior', value: 0.9, low: 0.8, high: 1 }],
      });
      const { grading, maps } = await gradedBy(used.path, given.crops.pictures[0]);
      const logits = await trainersLogits(given, 64, (pixels) => pixels);
      if (grading.kind !== 'presence') throw new Error('System 2 says presence.');
      for (const quadrant of QUADRANTS) {
        const { probability, present } = grading.quadrants[quadrant];
        expect(probability).toBeCloseTo(1 / (1 + Math.exp(-logits[quadrant][0])), 2);
        expect(present).toBe(probability >= 0.5);
      }
      expect(maps).toMatchObject({ kind: 'presence', size: 2, values: { length: 4 * 2 * 2 } });
    },
  );

  it(
    'exports a run of System 4 that stretches contrast as in training, and leaves out figures of another epoch',
    { tags: ['slow'] },
    async () => {
      const given = await order(tinyFindings, { height: 224, width: 224 });
      const figures = [{ name: 'accuracy.cysts', value: 0.9, low: 0.8, high: 1, items: 40 }];
      writeFileSync(join(given.folder, 'figures.json'), JSON.stringify({ checkpoint: 'best-kappa', epoch: 2, figures }));
      const used = valueOrThrow(await useRun(given));
      const { card } = valueOrThrow(await readModelFiles(used.path));
      expect(card).toMatchObject({
        system: 4,
        preprocessing: { pictureSize: 64, contrast: 'stretch' },
        figures: [{ name: 'mean kappa (validation)' }],
      });
      // Dark and dull, so that it matters whether the grey values are stretched.
      const crop = given.crops.pictures[0].map((value) => 0.02 + 0.08 * value);
      const { grading } = await gradedBy(used.path, crop);
      if (grading.kind !== 'findings') throw new Error('System 4 grades findings.');
      const dull = { ...given, crops: { ...given.crops, pictures: [crop] } };
      const logits = await trainersLogits(dull, 64, stretch);
      const plain = await trainersLogits(dull, 64, (pixels) => pixels);
      const [offs, others]: [number[], number[]] = [[], []];
      for (const finding of FINDINGS) {
        const [expected, unstretched] = [softmax(logits[finding]), softmax(plain[finding])];
        const { probabilities, attention } = grading.findings[finding];
        offs.push(...probabilities.map((p, grade) => Math.abs(p - expected[grade])));
        others.push(...expected.map((p, grade) => Math.abs(p - unstretched[grade])));
        expect(attention === null).toBe(quadrantsOf(finding).length === 0);
      }
      expect(offs).toHaveLength(others.length);
      expect(Math.max(...offs)).toBeLessThan(2e-3);
      expect(Math.max(...others)).toBeGreaterThan(5e-3); // answers to unstretched grey values would be told apart
    },
  );

  it('reports which checkpoint is missing', async () => {
    const given = await order(tinyRecipe, { height: 224, width: 224 });
    expect(await useRun({ ...given, checkpoint: 'last' })).toMatchObject({ ok: false, failure: { code: 'file-not-found' } });
  });
});
