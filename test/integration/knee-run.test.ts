// Knees as the Train screen handles them: a run on a folder of classes becomes, in one action, a model that grades knees but not hips.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram } from '../../main/hosts/start-program.ts';
import { buildEnvironment } from '../../main/hosts/build-environment.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { gradesOnly } from '../fixtures/grades-only.ts';
import { startReader } from '../fixtures/start-reader.ts';
import { evaluateKnees } from '../../main/learning/evaluation/evaluate-knees.ts';
import { chosenModel } from '../../main/learning/grading/installed-models.ts';
import { predictKnees } from '../../main/learning/grading/predict-knees.ts';
import { writeKneeFiles } from '../../main/services/evaluation/export-evaluation.ts';
import { openWorkstation } from '../../main/services/workstation.ts';
import { writeKneeFolders } from '../fixtures/knee-pictures.ts';
import { kneeRecipe } from '../fixtures/tiny-knee-model.ts';
import { temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { clientOf, failureOf } from './client.ts';

const folder = temporaryFolder();
const resources = join(folder, 'resources');
const data = join(folder, 'knees');
const engine = { name: 'libtorch', available: true, reason: '', version: '', device: 'cpu', threads: 1 } as const;
const workstation = openWorkstation(
  { ...buildEnvironment({ host: 'server', home: join(folder, 'home') }), resources },
  {
    ...gradesOnly(),
    survey: async () => [{ ...engine, memory: null, gflops: 1, chosen: true }],
    startTraining: () => startProgram('training-child'),
  },
);
const client = clientOf('http://workstation.test', workstation.handler);

beforeAll(async () => {
  writeKneeFolders(data, ['train', 'val'], 1);
  for (const name of ['recipes', 'models']) mkdirSync(join(resources, name), { recursive: true });
  writeFileSync(join(resources, 'recipes', 'knees.json'), JSON.stringify(kneeRecipe));
  writeTinyModel(join(resources, 'models'));
  await client.studies.create({ name: 'Knees', folder: null });
});
afterAll(async () => {
  await workstation.shutDown();
  rmSync(folder, { recursive: true, force: true });
});

it(
  'a run of System 3 becomes a model that is listed, grades knees, and is not offered for hips',
  { tags: ['slow'], timeout: 240_000 },
  async () => {
    const { runId } = await client.training.start({ presetId: 'knees', dataFolder: data });
    let state = '';
    for await (const live of await client.training.follow({ runId })) ({ state } = live);
    expect(state).toBe('finished');
    const used = await client.training.use({ runId, checkpoint: 'best-kappa' });
    expect(used).toMatchObject({ grades: false, path: join(folder, 'home', 'models', `${used.name}.onnx`) });
    expect(used.single).toBeLessThan(1e-4);
    expect((await client.workstation.models()).map(({ name, joint }) => [name, joint])).toEqual([
      ['tiny', 'hip'],
      [used.name, 'knee'],
    ]);
    expect(await client.grading.model()).toEqual({ name: 'tiny' });
    expect(await failureOf(client.grading.choose({ name: used.name }))).toBe('model-not-found');
    const grades: number[] = [];
    for await (const prediction of predictKnees({ paths: [join(data, 'val')], startReader }, used.path))
      if (prediction.kind === 'knee') grades.push(prediction.knee.answer.grade);
    expect(grades).toHaveLength(5);
    const model = valueOrThrow(await chosenModel({ home: join(folder, 'home'), resources }, used.name));
    const measured = valueOrThrow(await evaluateKnees({ folder: data, model, seed: 1, startReader }, () => undefined));
    expect(measured.parts.map(({ part, knees, subjects }) => [part, knees, subjects])).toEqual([
      ['train', 5, 5],
      ['val', 5, 5],
    ]);
    const { best } = (await client.training.run({ runId })).run;
    const accuracy = measured.parts[1].figures.find(({ name }) => name === 'accuracy')?.value;
    expect(accuracy).toBeCloseTo(best['best-kappa'].figures['accuracy.kl'], 6);
    expect(measured.parts[1].confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(5);
    const ofVal = measured.perKnee.filter(({ part }) => part === 'val');
    expect(ofVal).toHaveLength(5);
    expect(ofVal.filter(({ truth, grade }) => truth === grade).length / 5).toBe(accuracy);
    for (const { probabilities } of ofVal) expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6);
    const names = measured.perKnee.map(({ part, subject, side }) => `${part}|${subject}|${side}`);
    expect(names).toEqual(names.toSorted());
    const written = await writeKneeFiles(join(folder, 'figures'), measured.parts, new Date(0));
    expect(written.files.toSorted()).toEqual(
      ['confusion.pdf', 'confusion.png', 'confusion.svg', 'figures.csv', 'figures.md', 'figures.tex'].toSorted(),
    );
    const csv = readFileSync(join(written.folder, 'figures.csv'), 'utf8');
    expect(csv.split('\r\n').find((line) => line.startsWith('val,accuracy,'))).toContain(String(accuracy));
    expect(await evaluateKnees({ folder: join(folder, 'home'), model, seed: 1, startReader }, () => undefined)).toMatchObject({
      ok: false,
      failure: { code: 'labels-malformed' },
    });
  },
);
