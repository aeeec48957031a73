// `osteograde report` and `osteograde evaluate` as a user runs them. `predict`, `import` and `phantom` have their own files.

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';

const folder = temporaryFolder();
const command = fileURLToPath(new URL('../../main/hosts/cli.ts', import.meta.url));

beforeAll(async () => {
  mkdirSync(join(folder, 'home', 'models'), { recursive: true });
  writeTinyModel(join(folder, 'home', 'models'));
  await films(join(folder, 'films'), 2);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function osteograde(...args: string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const env = { ...process.env, OSTEOGRADE_HOME: join(folder, 'home') };
  execFile(process.execPath, [command, ...args], { env, maxBuffer: 1e8 }, (error, out, err) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, error: err });
  });
  return promise;
}

describe('osteograde report', () => {
  it('covers a whole study that was imported and graded', { tags: ['slow'] }, async () => {
    const study = join(folder, 'study');
    const imported = await osteograde('import', join(folder, 'films'), '--study', study, '--grade', '--json');
    expect(imported).toMatchObject({ code: 0 });
    const labels = { added: 28, changed: 0 }; // four hips, seven findings each
    expect(JSON.parse(imported.out)).toMatchObject({
      imported: 2,
      alreadyThere: 0,
      failed: 0,
      errors: [],
      labels,
      splits: ['splits'],
    });
    const reported = await osteograde('report', '--study', study, '--out', join(folder, 'reports'), '--format', 'json,csv');
    expect(reported.code).toBe(0);
    expect(readdirSync(join(folder, 'reports')).map((name) => name.split('.').at(-1))).toEqual(['csv', 'json']);
  });

  it('refuses an unknown format in a sentence', async () => {
    const ended = await osteograde('report', join(folder, 'films'), '--out', join(folder, 'none'), '--format', 'docx');
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.error).toMatch(/"docx" is not a report format/);
  });
});

describe('osteograde evaluate', () => {
  it('joins a folder with its labels and measures agreement', async () => {
    const ended = await osteograde('evaluate', join(folder, 'films'), '--json', '--model', 'tiny');
    expect(ended.error).toBe('');
    const meanKappa = expect.objectContaining({ value: expect.any(Number) });
    expect(JSON.parse(ended.out)).toMatchObject({ hips: 4, unlabelled: 0, meanKappa });
  });

  it('names the installed models if the requested one is unknown', async () => {
    const ended = await osteograde('evaluate', join(folder, 'films'), '--model', 'unheard-of');
    expect(ended.code).toBe(1);
    expect(ended.error).toMatch(/no model named unheard-of.*tiny/);
  });

  it('names the missing label file', async () => {
    const ended = await osteograde('evaluate', join(folder, 'home'));
    expect(ended.code).toBe(1);
    expect(ended.error).toMatch(/labels\.csv was not found/);
  });
});
