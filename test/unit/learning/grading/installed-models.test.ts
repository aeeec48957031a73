// Models of both joints are listed, but only hip models are offered for hips.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import {
  chosenModel,
  hipModels,
  installedModels,
  jointOf,
  unreadableModels,
} from '../../../../main/learning/grading/installed-models.ts';
import { writeTinyKneeModel } from '../../../fixtures/tiny-knee-model.ts';
import { writeTinyModel } from '../../inference/tiny-model.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-models-'));
const places = { home, resources: join(home, 'none') };
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeAll(async () => {
  mkdirSync(join(home, 'models'));
  await writeTinyKneeModel(join(home, 'models'));
  writeTinyModel(join(home, 'models'));
  writeFileSync(join(home, 'models', 'broken.onnx'), '');
  writeFileSync(join(home, 'models', 'broken.json'), '{}');
});

it('lists knee models and hip models, and unreadable models separately', async () => {
  expect((await installedModels(places)).map(({ name, card }) => [name, jointOf(card)])).toEqual([
    ['knees', 'knee'],
    ['tiny', 'hip'],
  ]);
  expect(await unreadableModels(places)).toMatchObject([{ failure: { code: 'model-malformed' } }]);
});

it('offers hip models for hips, also as the default', async () => {
  expect((await hipModels(places)).map(({ name }) => name)).toEqual(['tiny']);
  expect(valueOrThrow(await chosenModel(places, undefined)).name).toBe('tiny');
  expect(valueOrThrow(await chosenModel(places, 'knees')).card.system).toBe(3);
});
