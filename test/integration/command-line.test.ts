// The command line as a user calls it: a process, its streams, its exit code.

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';

const folder = temporaryFolder();
const command = fileURLToPath(new URL('../../main/hosts/cli.ts', import.meta.url));
let sources: string[] = [];

beforeAll(async () => {
  mkdirSync(join(folder, 'home', 'models'), { recursive: true });
  writeTinyModel(join(folder, 'home', 'models'));
  sources = await films(join(folder, 'films'), 2);
  writeFileSync(join(folder, 'text.dcm'), 'not DICOM');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function osteograde(...words: string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const env = { ...process.env, OSTEOGRADE_HOME: join(folder, 'home') };
  execFile(process.execPath, [command, ...words], { env, maxBuffer: 1e8 }, (error, out, err) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, error: err });
  });
  return promise;
}

const Share = z.number().min(0).max(1);
const Quadrant = z.strictObject({
  grade: z.int().min(0).max(3),
  probabilities: z.array(Share).length(4),
  attentionInZone: Share,
});
const Prediction = z.strictObject({
  hips: z.array(
    z.strictObject({
      file: z.string(),
      subject: z.string(),
      visit: z.string(),
      side: z.enum(['left', 'right']),
      quadrants: z.strictObject(Object.fromEntries(QUADRANTS.map((quadrant) => [quadrant, Quadrant]))),
      globalProbability: Share,
      milliseconds: z.number().positive(),
    }),
  ),
  errors: z.array(z.strictObject({ file: z.string(), code: z.string(), message: z.string() })),
});

describe('osteograde predict', () => {
  it('prints the agreed JSON for a folder and ends well', async () => {
    const ended = await osteograde('predict', join(folder, 'films'), '--json', '--model', 'tiny');
    expect(ended.code).toBe(0);
    const { hips, errors } = Prediction.parse(JSON.parse(ended.out));
    expect(errors).toEqual([]);
    expect(hips.map((hip) => `${basename(hip.file)} ${hip.side}`)).toEqual(
      sources.flatMap((file) => [`${basename(file)} right`, `${basename(file)} left`]),
    );
    const labels = readFileSync(join(folder, 'films', 'labels.csv'), 'utf8');
    for (const hip of hips) expect(labels).toContain(`${hip.subject},${hip.visit},${hip.side}`);
  });

  it('gives one error row for each bad file, goes on, and ends with 1', async () => {
    const ended = await osteograde('predict', join(folder, 'text.dcm'), join(folder, 'absent.dcm'), sources[0], '--json');
    expect(ended.code).toBe(1);
    const { hips, errors } = Prediction.parse(JSON.parse(ended.out));
    expect(hips).toHaveLength(2);
    expect(errors.map((error) => error.code).toSorted()).toEqual(['file-not-found', 'not-dicom']);
  });

  it('says what it needs where there are no points, and takes them from where it is told', async () => {
    mkdirSync(join(folder, 'apart', 'points'), { recursive: true });
    const film = join(folder, 'apart', 'film.dcm');
    writeFileSync(film, readFileSync(sources[0]));
    const without = await osteograde('predict', film, '--json');
    expect(without.code).toBe(1);
    const { errors } = Prediction.parse(JSON.parse(without.out));
    expect(errors).toMatchObject([{ code: 'landmarks-missing' }]);
    expect(errors[0].message).toContain('film.dcm.pts');
    writeFileSync(join(folder, 'apart', 'points', 'film.dcm.pts'), readFileSync(`${sources[0]}.pts`));
    expect((await osteograde('predict', film, '--landmarks', join(folder, 'apart', 'points'))).code).toBe(0);
    expect((await osteograde('predict', film, '--landmarks', `${sources[0]}.pts`)).code).toBe(0);
  });

  it('prints a readable table and writes heatmaps when asked', async () => {
    const ended = await osteograde('predict', sources[0], '--heatmaps', join(folder, 'heat'));
    expect(ended.code).toBe(0);
    for (const quadrant of QUADRANTS) expect(ended.out).toContain(quadrant);
    expect(readdirSync(join(folder, 'heat'))).toHaveLength(8);
  });

  it('names the models it knows when asked for another', async () => {
    const ended = await osteograde('predict', sources[0], '--model', 'unheard-of');
    expect(ended.code).toBe(1);
    expect(ended.error).toMatch(/no model named unheard-of.*tiny/);
  });
});

describe('osteograde import and report', () => {
  it('fills a study, grades it, and reports on it', async () => {
    const study = join(folder, 'study');
    const imported = await osteograde('import', join(folder, 'films'), '--study', study, '--grade', '--json');
    expect(imported).toMatchObject({ code: 0 });
    expect(JSON.parse(imported.out)).toEqual({ imported: 2, alreadyThere: 0, failed: 0, errors: [] });
    const reported = await osteograde('report', '--study', study, '--out', join(folder, 'reports'), '--format', 'json,csv');
    expect(reported.code).toBe(0);
    expect(readdirSync(join(folder, 'reports')).map((name) => name.split('.').at(-1))).toEqual(['csv', 'json']);
  });

  it('reports on files without a study', async () => {
    const ended = await osteograde('report', sources[0], '--out', join(folder, 'one'));
    expect(ended.code).toBe(0);
    expect(readFileSync(ended.out.trim()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('refuses a format it does not know in a sentence', async () => {
    const ended = await osteograde('report', sources[0], '--out', join(folder, 'none'), '--format', 'docx');
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.error).toMatch(/"docx" is no report format/);
  });
});

describe('osteograde evaluate', () => {
  it('joins a folder with its labels and measures agreement', async () => {
    const ended = await osteograde('evaluate', join(folder, 'films'), '--json');
    expect(ended.error).toBe('');
    const Evaluation = z.object({ hips: z.literal(4), unlabelled: z.literal(0), meanKappa: z.object({ value: z.number() }) });
    expect(Evaluation.safeParse(JSON.parse(ended.out)).success).toBe(true);
  });

  it('says what the labels lack', async () => {
    const ended = await osteograde('evaluate', join(folder, 'apart'));
    expect(ended.code).toBe(1);
    expect(ended.error).toMatch(/labels\.csv was not found/);
  });
});
