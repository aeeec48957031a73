// What the screens ask of a paired workstation: an evaluation and an experiment, with a row in the study for what left.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudyDatabase } from '../../main/database/study-database.ts';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { startServer, type RealServer } from '../fixtures/real-server.ts';
import { pairingLineOf, startWorker, type RealWorker } from '../fixtures/real-worker.ts';
import { films } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { tinyRun } from '../unit/training/synthetic-hips.ts';
import { failureOf, lastOf } from './client.ts';

const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();

const folder = mkdtempSync(join(tmpdir(), 'osteograde-screens-'));
const [there, here, radiographs, study] = ['there', 'here', 'films', 'study'].map((name) => join(folder, name));
let worker: RealWorker;
let server: RealServer;

beforeAll(async () => {
  for (const path of [there, here, join(here, 'models'), join(here, 'experiments')]) mkdirSync(path);
  writeTinyModel(join(here, 'models'));
  const { strategy, ...recipe } = tinyRun(1, 1);
  const sweep = { name: 'tiny', about: 'A tiny recipe.', recipe, sweeps: [{ strategy }] };
  writeFileSync(join(here, 'experiments', 'tiny.json'), JSON.stringify(sweep));
  await films(radiographs, 8);
  await osteograde(['import', radiographs, '--study', study, '--json'], { home: here });
  await osteograde(['split', study, '--preset', '70-15-15', '--stratify', 'none', '--name', 'mine'], { home: here });
  worker = await startWorker(there);
  server = await startServer(here);
  const { client } = server.page;
  await client.workstations.pair({ name: 'gpu', line: await pairingLineOf(there, 'laptop', `127.0.0.1:${worker.port}`) });
  await client.studies.open({ folder: study });
}, 600_000);

afterAll(async () => {
  await server.end('SIGKILL');
  await worker.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('a screen', { tags: ['slow'], timeout: 600_000 }, () => {
  it('measures a model with a paired workstation, and the study records what left', async () => {
    const { client } = server.page;
    const order = { model: 'tiny', split: 'train' as const };
    expect(await failureOf(client.evaluation.run({ ...order, workstation: 'moon' }))).toBe('file-not-found');
    const ended = await lastOf(await client.evaluation.run({ ...order, workstation: 'gpu' }));
    expect(ended).toMatchObject({ state: 'done' });
    expect(await client.evaluation.list()).toMatchObject([{ model: { name: 'tiny' }, split: 'train' }]);
    const database = openStudyDatabase(join(study, 'study.sqlite'));
    const rows = database.prepare("SELECT action, target FROM audit WHERE action LIKE 'evaluation.%'").all();
    database.close();
    expect(rows).toEqual([
      { action: 'evaluation.run', target: 'tiny' },
      { action: 'evaluation.send', target: 'tiny' },
    ]);
  });

  it('grades hips on a paired workstation, and the study records what left', async () => {
    const { client } = server.page;
    await client.grading.choose({ name: 'tiny', acceptWeak: true });
    const hipIds = (await client.hips.list({})).rows.map(({ hipId }) => hipId);
    expect(await failureOf(client.grading.run({ hipIds, workstation: 'moon' }))).toBe('file-not-found');
    const ended = await lastOf(await client.grading.run({ hipIds, workstation: 'gpu' }));
    expect(ended).toMatchObject({ state: 'done', done: 16, total: 16 });
    const { rows } = await client.hips.list({});
    expect(rows.filter(({ gradedBy }) => gradedBy?.startsWith('tiny') === true)).toHaveLength(16);
    // The processor graded, because this machine has no GPU, and the job says so.
    const { problems } = await client.jobs.problems({ jobId: ended.jobId, offset: 0, limit: 10 });
    expect(problems).toMatchObject([
      { file: 'gpu', failure: { message: expect.stringMatching(/^gpu: Grading on cuda in fp32 is not available/) } },
    ]);
    const database = openStudyDatabase(join(study, 'study.sqlite'));
    const rowsOfAudit = database.prepare("SELECT action, target, detail FROM audit WHERE action LIKE 'grading.%'").all();
    database.close();
    expect(rowsOfAudit).toMatchObject([
      { action: 'grading.choose', target: 'tiny' },
      { action: 'grading.run', target: 'predict', detail: expect.stringContaining('"workstation":"gpu"') },
      { action: 'grading.send', target: 'tiny', detail: expect.stringContaining('"hips":16') },
    ]);
  });

  it.skipIf(!engine.ok)('runs an experiment on a paired workstation (needs libtorch)', async () => {
    const { client } = server.page;
    const ended = await lastOf(await client.experiments.run({ name: 'tiny', workstation: 'gpu' }));
    expect(ended).toMatchObject({ state: 'done' });
    expect((await client.experiments.status({ name: 'tiny' })).runs).toMatchObject([
      { state: 'finished', epochs: 1, workstation: 'gpu' },
    ]);
    expect((await client.workstations.state({ name: 'gpu' })).jobs).toEqual([]);
  });
});
