import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { openKneeModel, type KneeAnswer } from '../../../../main/inference/knee-model.ts';
import { combineKneeModels } from '../../../../main/learning/export/combine-knee-models.ts';
import { kneeRecipe, writeTinyKneeModel } from '../../../fixtures/tiny-knee-model.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'osteograde-combine-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const picture = Float32Array.from({ length: 96 * 80 }, (_, at) => ((at * 7919) % 251) / 250);

const refused = (words: string) => ({ ok: false, failure: { message: expect.stringContaining(words) as string } });

async function answerOf(path: string): Promise<KneeAnswer> {
  const model = valueOrThrow(await openKneeModel(path));
  try {
    return valueOrThrow(await model.grade(picture));
  } finally {
    await model.close();
  }
}

test('answers with the mean of the logits, and shows the masks of each', async () => {
  const paths = [
    await writeTinyKneeModel(folder, { name: 'one', seed: 5 }),
    await writeTinyKneeModel(folder, { name: 'two', seed: 6 }),
    await writeTinyKneeModel(folder, { name: 'three', seed: 7 }),
  ];
  const members = await Promise.all(paths.map(answerOf));
  const order = { name: 'mean', models: folder, version: '0.0.0-test' };
  const combined = await answerOf(valueOrThrow(await combineKneeModels(paths, order)));

  // The mean of logits is the normalised geometric mean of probabilities.
  const shares = combined.probabilities.map((_, grade) =>
    Math.exp(members.reduce((sum, { probabilities }) => sum + Math.log(probabilities[grade] ?? 0), 0) / members.length),
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  for (const [grade, share] of shares.entries()) expect(combined.probabilities[grade]).toBeCloseTo(share / total, 4);
  expect(new Set(members.map(({ probabilities }) => probabilities[0])).size).toBe(3);
  expect(combined.masks.map(({ branch }) => branch)).toEqual(['att0', 'att1', 'att0-2', 'att1-2', 'att0-3', 'att1-3']);
  expect(Math.max(...combined.evidence.values)).toBeCloseTo(1, 6);
});

test('refuses one model alone, and models that read their pictures differently', async () => {
  const one = await writeTinyKneeModel(folder, { name: 'one' });
  const other = await writeTinyKneeModel(folder, {
    name: 'other',
    recipe: { ...kneeRecipe, data: { ...kneeRecipe.data, intensity: 'as-is' } },
  });
  const order = { name: 'refused', models: folder, version: '0.0.0-test' };
  expect(await combineKneeModels([one], order)).toMatchObject(refused('two models or more'));
  expect(await combineKneeModels([one, other], order)).toMatchObject(refused('prepare pictures differently'));
});
