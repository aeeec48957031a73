// Hips graded on a paired worker over TLS: crops and the model go there, and everything that is printed is what grading here prints.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudyDatabase } from '../../main/database/study-database.ts';
import { buildEnvironment } from '../../main/hosts/build-environment.ts';
import { gradesOnly } from '../fixtures/grades-only.ts';
import { openWorkstation } from '../../main/services/workstation.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { bothKnees } from '../fixtures/knee-film.ts';
import { pairingLineOf, startWorker, type RealWorker } from '../fixtures/real-worker.ts';
import { writeTinyKneeModel } from '../fixtures/tiny-knee-model.ts';
import { films } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { clientOf } from './client.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-remote-grading-'));
const [there, here, radiographs, study] = ['there', 'here', 'films', 'study'].map((name) => join(folder, name));
const run = (...args: string[]) => osteograde(args, { home: here });
let worker: RealWorker;

beforeAll(async () => {
  for (const path of [there, here, join(here, 'models')]) mkdirSync(path);
  writeTinyModel(join(here, 'models'));
  await films(radiographs, 8);
  worker = await startWorker(there);
  await run('workstations', '--name', 'gpu', '--pair', await pairingLineOf(there, 'laptop', `127.0.0.1:${worker.port}`));
}, 600_000);

afterAll(async () => {
  await worker.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('grading on a paired worker', { tags: ['slow'], timeout: 600_000 }, () => {
  it('measures a part of a study as grading here does, and records in the study what left', async () => {
    await run('import', radiographs, '--study', study, '--json');
    await run('split', study, '--preset', '70-15-15', '--stratify', 'none', '--name', 'mine');
    const args = ['evaluate', '--model', 'tiny', '--study', study, '--split', 'train', '--json'];
    const local = await run(...args);
    const remote = await run(...args, '--on', 'gpu');
    expect(remote.code).toBe(0);
    const [leaves, note, ...rest] = remote.stderr.split('\n');
    expect(leaves).toMatch(
      /^Leaves this machine for gpu: the model, and the crops of \d+ hips with their points .* No identifiers, no labels and no films\.$/,
    );
    expect(note).toMatch(/^gpu: Grading on cuda in fp32 is not available on this computer, so it runs on cpu in fp32\. /);
    expect(rest).toEqual(['']);
    const printed = JSON.parse(local.stdout) as { perHip: unknown[] };
    expect(printed.perHip.length).toBeGreaterThan(5);
    expect(JSON.parse(remote.stdout)).toEqual(printed);
    const database = openStudyDatabase(join(study, 'study.sqlite'));
    const sent = database.prepare("SELECT target, detail FROM audit WHERE action = 'evaluation.send'").all() as {
      target: string;
      detail: string;
    }[];
    database.close();
    expect(sent).toMatchObject([{ target: 'tiny' }]);
    expect(JSON.parse(sent[0].detail)).toMatchObject({
      workstation: 'gpu',
      hips: printed.perHip.length,
      files: [
        { name: 'model/model.onnx' },
        { name: 'model/model.json' },
        { name: 'hips/items.json' },
        { name: 'hips/crops.pixels' },
      ],
    });
  });

  it('grades films as grading here does, and only crops leave', async () => {
    const args = ['predict', radiographs, '--model', 'tiny', '--json'];
    const local = await run(...args);
    const [remote, choices] = await withChoices(() => run(...args, '--on', 'gpu'));
    expect(remote.code).toBe(0);
    // The workstation's GPU is asked for, and its processor grades because it has none.
    expect(choices).toEqual([{ device: 'cuda', precision: 'fp32' }]);
    expect(remote.stderr.match(/gpu: Grading on cuda in fp32 is not available/g)).toHaveLength(1);
    const graded = withoutTimes(local.stdout);
    expect((graded as { hips: unknown[] }).hips).toHaveLength(16);
    expect(withoutTimes(remote.stdout)).toEqual(graded);
    // The model is sent first and opened there. Then come the crops.
    expect(remote.stderr).toMatch(/^Leaves this machine for gpu: the model \(0\.\d MB\)\. No identifiers/);
  });

  it('grades on the device, in the precision and on the GPU that are asked for', async () => {
    const [file = ''] = readdirSync(radiographs).filter((name) => name.endsWith('.dcm'));
    const args = ['predict', join(radiographs, file), '--model', 'tiny', '--json', '--on', 'gpu'];
    const [onProcessor, choices] = await withChoices(() => run(...args, '--device', 'cpu'));
    expect(choices).toEqual([{ device: 'cpu', precision: 'fp32' }]);
    expect(onProcessor.stderr).not.toContain('not available');
    const [onSecond, asked] = await withChoices(() => run(...args, '--gpu', '1', '--precision', 'bf16'));
    expect(asked).toEqual([{ device: 'cuda', precision: 'bf16', gpu: 1 }]);
    expect(onSecond).toMatchObject({ code: 0, stderr: expect.stringContaining('gpu: Grading on cuda in bf16 is not available') });
  });

  it('grades knees as grading here does, and only what the network reads leaves', async () => {
    const knees = join(folder, 'knees');
    mkdirSync(knees);
    for (const subject of ['7000001', '7000002']) writeFileSync(join(knees, `${subject}.dcm`), bothKnees(subject));
    const args = ['predict', knees, '--model', 'knee-mobilenet-three', '--json'];
    const local = await run(...args);
    const remote = await run(...args, '--on', 'gpu');
    expect(remote).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /^Leaves this machine for gpu: the model, and 4 pictures of knees \(\d+\.\d MB\)\. No identifiers, no labels and no films\.\n/,
      ),
    });
    const graded = withoutTimes(local.stdout);
    expect(JSON.stringify(graded).match(/"probabilities"/g)).toHaveLength(4);
    expect(withoutTimes(remote.stdout)).toEqual(graded);
    expect(readdirSync(join(there, 'worker', 'jobs'))).toEqual([]);
  });

  it('says what computes there', async () => {
    const state = async () => JSON.parse((await run('workstations', '--json')).stdout) as { state: { machine: object } }[];
    await expect
      .poll(async () => (await state())[0]?.state.machine, { timeout: 120_000, interval: 2000 })
      .toMatchObject({
        engine: { version: expect.stringMatching(/\d/), device: 'cpu', gpu: null },
      });
    expect((await run('workstations')).stdout).toMatch(/ cores, \S.* on its processor, /);
  });

  it('leaves nothing there but the model, without whom it learned from', () => {
    expect(readdirSync(join(there, 'worker', 'jobs'))).toEqual([]);
    const objects = readdirSync(join(there, 'worker', 'objects'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[0-9a-f]{64}$/.test(name),
    );
    const texts = objects.map((name) => readFileSync(join(there, 'worker', 'objects', name), 'latin1'));
    // The model of hips and the model of knees, each with its card.
    expect(texts).toHaveLength(4);
    const cards = texts.filter((text) => text.startsWith('{'));
    expect(cards).toHaveLength(2);
    for (const card of cards) {
      expect(card).toContain('"training":{"data":"not sent"');
      expect(card).not.toContain('"statement"');
    }
  });

  it.each([
    ['phantoms', ['evaluate', '--model', 'tiny'], /Phantoms are drawn and graded only on this machine/],
    ['an unknown workstation', ['predict', 'x', '--model', 'tiny'], /No workstation is called moon/],
  ])('refuses %s in words', async (_, args, words) => {
    const refused = await run(...args, '--on', words.source.includes('moon') ? 'moon' : 'gpu');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(words) });
  });
});

it(
  'grades the knees of a study, and records in the study how many left, and as how many bytes',
  { tags: ['slow'], timeout: 300_000 },
  async () => {
    const resources = join(folder, 'resources');
    mkdirSync(join(resources, 'models'), { recursive: true });
    await writeTinyKneeModel(join(resources, 'models'));
    const knees = join(folder, 'films of knees');
    mkdirSync(knees);
    for (const subject of ['7000001', '7000002']) writeFileSync(join(knees, `${subject}.dcm`), bothKnees(subject));
    const workstation = openWorkstation(
      { ...buildEnvironment({ host: 'server', home: join(folder, 'desktop') }), resources },
      gradesOnly(),
    );
    const client = clientOf('http://workstation.test', workstation.handler);
    try {
      const line = await pairingLineOf(there, 'desktop', `127.0.0.1:${worker.port}`);
      await client.workstations.pair({ name: 'gpu', line });
      await client.studies.create({ name: 'Knees', folder: join(folder, 'study of knees') });
      await ended(await client.study.import({ paths: [knees], upload: null, spacingMm: null }));
      const { items } = await client.grading.sends({ hipIds: [], workstation: 'gpu' });
      await ended(await client.grading.run({ hipIds: [], workstation: 'gpu' }));
      const { rows } = await client.hips.list({});
      expect(rows.map(({ knee }) => typeof knee?.model)).toEqual(Array(4).fill('number'));

      const database = openStudyDatabase(join(folder, 'study of knees', 'study.sqlite'));
      const sent = database.prepare("SELECT target, detail FROM audit WHERE action = 'grading.send'").all() as {
        target: string;
        detail: string;
      }[];
      database.close();
      expect(sent.map(({ target }) => target)).toEqual(['knees']);
      const { files, ...detail } = JSON.parse(sent[0]?.detail ?? '') as { files: { name: string; bytes: number }[] };
      expect(detail).toMatchObject({ workstation: 'gpu', knees: 4, counts: null });
      expect(detail).not.toHaveProperty('hips');
      const pictures = files.filter(({ name }) => !name.startsWith('model/')).reduce((sum, { bytes }) => sum + bytes, 0);
      // What the sheet announced is what was recorded.
      expect(items).toContainEqual({ what: 'knees', count: 4, bytes: pictures });
      expect(JSON.stringify(sent)).not.toContain('7000001');
    } finally {
      await workstation.shutDown();
    }
  },
);

it('evaluates no knees on a GPU, and says so', async () => {
  const refused = await run('evaluate', radiographs, '--model', 'knee-mobilenet-three', '--device', 'cuda');
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('which only the processor grades, in fp32') });
});

/** Follows a job to its end, which must be a good one. */
async function ended(progress: AsyncIterable<{ readonly state: string }>): Promise<void> {
  let state = '';
  for await (const step of progress) ({ state } = step);
  expect(state).toBe('done');
}

/** What `work` returns, and the choices of the jobs that the worker had meanwhile, each once. */
async function withChoices<T>(work: () => Promise<T>): Promise<[T, unknown[]]> {
  const jobs = join(there, 'worker', 'jobs');
  const seen = new Map<string, unknown>();
  const look = (): void => {
    for (const name of readdirSync(jobs)) {
      const { manifest } = JSON.parse(readIfThere(join(jobs, name, 'job.json')) ?? '{}') as { manifest?: { choice: unknown } };
      if (manifest !== undefined) seen.set(JSON.stringify(manifest.choice), manifest.choice);
    }
  };
  const looking = setInterval(look, 20);
  try {
    return [await work(), [...seen.values()]];
  } finally {
    clearInterval(looking);
  }
}

/** Null if the job is gone, or not written yet. */
function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** What was printed, without how long each hip took. */
function withoutTimes(printed: string): unknown {
  return JSON.parse(printed, (key, value: unknown) => (key === 'milliseconds' ? 0 : value));
}
