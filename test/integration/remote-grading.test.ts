// Hips graded on a paired worker over TLS: crops and the model go there, and everything that is printed is what grading here prints.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudyDatabase } from '../../main/database/study-database.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { pairingLineOf, startWorker, type RealWorker } from '../fixtures/real-worker.ts';
import { films } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';

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

describe('grading on a paired worker', { timeout: 600_000 }, () => {
  it('measures a part of a study as grading here does, and records in the study what left', async () => {
    await run('import', radiographs, '--study', study, '--json');
    await run('split', study, '--preset', '70-15-15', '--stratify', 'none', '--name', 'mine');
    const args = ['evaluate', '--model', 'tiny', '--study', study, '--split', 'train', '--json'];
    const local = await run(...args);
    const remote = await run(...args, '--on', 'gpu');
    expect(remote.code).toBe(0);
    expect(remote.stderr).toMatch(
      /^Leaves this machine for gpu: the model, and the crops of \d+ hips with their points .* No identifiers, no labels and no films\.\n$/,
    );
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
    const [local, remote] = [await run(...args), await run(...args, '--on', 'gpu')];
    expect(remote.code).toBe(0);
    const graded = withoutTimes(local.stdout);
    expect((graded as { hips: unknown[] }).hips).toHaveLength(16);
    expect(withoutTimes(remote.stdout)).toEqual(graded);
    // The model is sent first and opened there. Then come the crops.
    expect(remote.stderr).toMatch(/^Leaves this machine for gpu: the model \(0\.\d MB\)\. No identifiers/);
  });

  it('leaves nothing there but the model, without whom it learned from', () => {
    expect(readdirSync(join(there, 'worker', 'jobs'))).toEqual([]);
    const objects = readdirSync(join(there, 'worker', 'objects'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[0-9a-f]{64}$/.test(name),
    );
    const texts = objects.map((name) => readFileSync(join(there, 'worker', 'objects', name), 'latin1'));
    expect(texts).toHaveLength(2);
    const card = texts.find((text) => text.startsWith('{'));
    expect(card).toContain('"training":{"data":"not sent"');
    expect(card).not.toContain('"statement"');
  });

  it.each([
    ['phantoms', ['evaluate', '--model', 'tiny'], /Phantoms are drawn and graded only on this machine/],
    ['knees', ['predict', 'x', '--model', 'knee-mobilenet-kappa'], /Knee models grade only on this machine/],
    ['an unknown workstation', ['predict', 'x', '--model', 'tiny'], /No workstation is called moon/],
  ])('refuses %s in words', async (_, args, words) => {
    const refused = await run(...args, '--on', words.source.includes('moon') ? 'moon' : 'gpu');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(words) });
  });
});

/** What was printed, without how long each hip took. */
function withoutTimes(printed: string): unknown {
  return JSON.parse(printed, (key, value: unknown) => (key === 'milliseconds' ? 0 : value));
}
