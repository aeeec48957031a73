// System 3 from pictures to grades: trains a run, exports a checkpoint, and compares the model's grades and evidence with the trainer's.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { parseModelCard } from '../../main/inference/model-card.ts';
import { openNetwork } from '../../main/network/network.ts';
import { proofPictures } from '../../main/learning/export/proof-pictures.ts';
import { classFolderSet } from '../../main/learning/data/class-folder-set.ts';
import { writeKneeHeatmaps } from '../../main/services/grading/knee-heatmap-files.ts';
import { predictKnees, type PredictedKnee } from '../../main/learning/grading/predict-knees.ts';
import { withRunLease } from '../../main/learning/run/run-lease.ts';
import { trainModel } from '../../main/learning/run/train-model.ts';
import { useRun } from '../../main/learning/export/use-run.ts';
import { architectureOf } from '../../main/training/recipe-architecture.ts';
import type { RecipeOf } from '../../main/training/recipe.ts';
import { loadCheckpoint } from '../../main/training/run-folder.ts';
import { pictureSize } from '../../main/training/task.ts';
import { gradedAnswersOf } from '../../main/training/tasks/graded-figures.ts';
import { kneeQuestion } from '../../main/training/tasks/knee-grade.ts';
import { writeKneeFolders } from '../fixtures/knee-pictures.ts';
import { startReaderHere } from '../fixtures/start-reader.ts';
import { kneeRecipe } from '../fixtures/tiny-knee-model.ts';
import { testEngine } from '../unit/network/test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-knees-'));
const data = join(folder, 'data');
beforeAll(() => writeKneeFolders(data, ['train', 'val'], 2));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const region = { top: 0.1, left: 0.05, height: 0.8, width: 0.9 };
const recipes: readonly RecipeOf<3>[] = [
  { ...kneeRecipe, name: 'multi-loss' },
  { ...kneeRecipe, name: 'early-fusion', attention: { branches: ['att0', 'att1'], combined: 'early-fusion', weights: [] } },
  {
    ...kneeRecipe,
    name: 'plain',
    backbone: 'mobilenet-v2',
    attention: null,
    inputRange: 'minus-one-to-one',
    data: { ...kneeRecipe.data, region, intensity: 'as-is' },
    stages: [{ size: 64, epochs: 1 }],
  },
  { ...kneeRecipe, name: 'coral', attention: null, loss: 'coral', stages: [{ size: { height: 120, width: 100 }, epochs: 1 }] },
];

const neverStopped = new AbortController().signal;
const clock = { now: () => new Date(0), milliseconds: () => performance.now() };

async function predicted(files: string, model: string): Promise<PredictedKnee[]> {
  const knees: PredictedKnee[] = [];
  for await (const prediction of predictKnees({ paths: [files], startReader: startReaderHere }, model)) {
    if (prediction.kind !== 'knee') throw new Error(prediction.failure.message);
    knees.push(prediction.knee);
  }
  return knees;
}

describe.each(recipes)('a model of System 3: $name', { timeout: 240_000 }, (recipe) => {
  const run = join(folder, recipe.name);
  const models = join(run, 'models');
  let model = '';

  it('is exported from a run in one action, checked, with its figures and preprocessing on its card', async () => {
    const options = { folder: run, models, data, resume: false, threads: 1, version: '0.0.0-test' };
    valueOrThrow(
      await withRunLease(run, { signal: neverStopped, onWait: () => undefined }, (lease, signal) =>
        trainModel({ recipe, options, clock, lease }, () => undefined, signal),
      ),
    );
    const crops = valueOrThrow(await proofPictures(recipe, run, { study: null }));
    const order = { recipe, folder: run, checkpoint: 'best-kappa', crops, name: recipe.name, models } as const;
    const used = valueOrThrow(await useRun({ ...order, validationKappa: null, version: '0.0.0-test' }));
    expect(used.single).toBeLessThan(1e-4);
    model = used.path;
    expect(model).toBe(join(models, `${recipe.name}.onnx`));
    const card = valueOrThrow(parseModelCard(readFileSync(join(models, `${recipe.name}.json`), 'utf8'), recipe.name));
    const { height, width } = pictureSize(recipe.stages[0].size);
    expect(card).toMatchObject({
      system: 3,
      preprocessing: {
        ...(recipe.data.region === undefined ? {} : { region }),
        stored: { height: 96, width: 80 },
        height,
        width,
      },
      training: { data: expect.stringMatching(/^10 pictures of knees/), synthetic: false },
      limits: expect.stringContaining('Research use'),
    });
    const accuracy = card.figures.find(({ name }) => name === 'accuracy, kl');
    expect(accuracy).toMatchObject({ data: expect.stringMatching(/^10 items of the validation part/) });
    expect(accuracy?.low).toBeLessThanOrEqual(accuracy?.value ?? NaN);
  });

  it('grades every picture as the trainer does', async () => {
    const [knees, engine] = [await predicted(join(data, 'val'), model), await testEngine()];
    const set = { folder: data, part: 'val', data: recipe.data, seed: recipe.seed, cache: join(run, 'crops') } as const;
    const pictures = valueOrThrow(await classFolderSet(set, () => undefined, neverStopped));
    const kept = valueOrThrow(await loadCheckpoint(run, 'best-kappa'));
    const network = openNetwork(architectureOf(recipe), kept.weights, engine);
    const task = { network, pictures, questions: [kneeQuestion(recipe)], loss: recipe.loss, inputRange: recipe.inputRange };
    const batches = { size: pictureSize(recipe.stages[0].size), batch: 4 };
    const answers = (await gradedAnswersOf(task, batches)).get('kl') ?? [];
    network.dispose();
    engine.dispose();
    expect(answers).toHaveLength(10);
    expect(knees.map(({ answer }) => answer.grade)).toEqual(answers.map((answer) => answer.predicted));
    for (const [at, { answer }] of knees.entries()) {
      expect(answer.presence).toBeCloseTo(answers[at].presence, 2);
      expect(answer.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    }
  });

  it('draws the evidence of its grade and the mask of each attention branch', async () => {
    const [knee] = await predicted(join(data, 'val', '3'), model);
    const pictures = join(run, 'heatmaps');
    await writeKneeHeatmaps(pictures, 'knee', knee);
    const masks = recipe.attention === null ? [] : ['knee_att0-mask.png', 'knee_att1-mask.png'];
    expect(readdirSync(pictures).sort()).toEqual([...masks, 'knee_grad-cam.png'].sort());
    for (const name of readdirSync(pictures)) {
      const { width, height, channels } = decode(readFileSync(join(pictures, name)));
      expect({ width, height, channels }).toEqual({ width: 512, height: 614, channels: 3 });
    }
    expect(Math.max(...knee.answer.evidence.values)).toBe(1);
    expect(existsSync(join(run, 'exports'))).toBe(false);
  });
});
