// `osteograde predict` as a user runs it, on good and bad phantom radiographs in one batch.

import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FAILURE_CODES, valueOrThrow } from '../../main/domain/failure.ts';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import { BIN, canMount, osteograde, withMount } from '../fixtures/command-line.ts';
import { editedDicom, type Edits } from '../fixtures/edit-dicom.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';

const probability = z.number().min(0).max(1);

const quadrant = z.strictObject({
  grade: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  probabilities: z.tuple([probability, probability, probability, probability]),
  attentionInZone: probability,
});

const problems = z.array(z.strictObject({ file: z.string(), code: z.enum(FAILURE_CODES), message: z.string() }));

const answer = z.strictObject({
  hips: z.array(
    z.strictObject({
      file: z.string().min(1),
      subject: z.string(),
      visit: z.string(),
      side: z.enum(['left', 'right']),
      pointsFrom: z.enum(['file', 'network']),
      spacing: z.strictObject({
        mm: z.number().positive(),
        source: z.string(),
        patientMm: z.number().positive(),
        patientSource: z.string(),
      }),
      kind: z.literal('grades'),
      quadrants: z.strictObject({
        'femur-superior': quadrant,
        'femur-inferior': quadrant,
        'acetabulum-superior': quadrant,
        'acetabulum-inferior': quadrant,
      }),
      globalProbability: probability,
      turn: z.string(),
      quality: z.looseObject({}),
      warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
      milliseconds: z.number().positive(),
    }),
  ),
  leftOut: z.array(
    z.strictObject({
      file: z.string(),
      subject: z.string(),
      visit: z.string(),
      side: z.enum(['left', 'right']),
      code: z.literal('hip-replaced'),
      message: z.string(),
    }),
  ),
  unread: problems,
  errors: problems,
  /** Null if nothing was graded. */
  gradedBy: z
    .strictObject({ name: z.literal('onnxruntime'), version: z.string(), device: z.literal('cpu'), precision: z.literal('fp32') })
    .nullable(),
});

let folder: string;
let model: string;
/** Two radiographs of `osteograde phantom`, with their points. */
let good: readonly [string, string];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-predict-'));
  model = writeTinyModel(folder);
  const cohort = join(folder, 'cohort');
  const options = { folder: cohort, subjects: 2, visits: 1, seed: 4711, implantShare: 0, workers: 2 };
  valueOrThrow(await writePhantomCohort(options, () => {}));
  const [first, second] = (await readdir(cohort)).filter((name) => name.endsWith('.dcm')).toSorted();
  good = [join(cohort, first), join(cohort, second)];
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

const predict = (args: readonly string[], choices: Partial<Parameters<typeof osteograde>[1]> = {}) =>
  osteograde(['predict', '--model', model, ...args], { home: folder, ...choices });

/** Starting a process is slow while other tests use the same cores. */
const PATIENCE_MS = 180_000;

const oneLine = /^[^\n]*\.$/;

/** Every kind of bad file that a user may pass, with what its message must mention besides its name. */
async function badFiles(into: string): Promise<{ code: string; file: string; says: RegExp }[]> {
  await mkdir(into);
  const bytes = await readFile(good[0]);
  const points = await readFile(`${good[0]}.pts`, 'utf8');
  const lines = points.split('\n');
  const edited = (edits: Edits): Uint8Array => editedDicom(bytes, edits);
  const put = async (name: string, content: Uint8Array | string, pts: string | null = points): Promise<string> => {
    const file = join(into, name);
    await writeFile(file, content);
    if (pts !== null) await writeFile(`${file}.pts`, pts);
    return file;
  };
  const moved = points.replaceAll(/^(\d[\d.]*) (\d[\d.]*)$/gm, (_, x: string, y: string) => `${Number(x) + 900} ${y}`);
  const shorter = [...lines.slice(0, 3), ...lines.slice(13)].join('\n').replace('160', '150');
  const noSpacing: Edits = new Map([0x00181164, 0x00280030].map((tag) => [tag, null]));
  return [
    { code: 'not-dicom', file: await put('letter.dcm', 'Dear colleague, please find attached'), says: /DICOM/ },
    { code: 'not-dicom', file: await put('empty.dcm', ''), says: /empty/ },
    { code: 'picture-malformed', file: await put('picture.dcm', Buffer.from('89504e470d0a1a0a', 'hex')), says: /PNG/ },
    { code: 'dicom-truncated', file: await put('half.dcm', bytes.subarray(0, bytes.length / 2)), says: /[Cc]opy/ },
    { code: 'dicom-truncated', file: await put('stump.dcm', bytes.subarray(0, 200)), says: /[Cc]opy/ },
    { code: 'no-pixel-data', file: await put('no-pixels.dcm', edited(new Map([[0x7fe00010, null]]))), says: /Choose/ },
    {
      code: 'colour-image',
      file: await put(
        'colour.dcm',
        edited(
          new Map([
            [0x00280002, { vr: 'US', value: 3 }],
            [0x00280004, { vr: 'CS', value: 'RGB' }],
          ]),
        ),
      ),
      says: /grey.*RGB/,
    },
    {
      code: 'multi-frame',
      file: await put('film-loop.dcm', edited(new Map([[0x00280008, { vr: 'IS', value: '12' }]]))),
      says: /12 frames/,
    },
    { code: 'spacing-unknown', file: await put('no-spacing.dcm', edited(noSpacing)), says: /millimetres/ },
    { code: 'landmarks-count', file: await put('few-points.dcm', bytes, shorter), says: /160.*150/ },
    { code: 'landmarks-off-image', file: await put('moved-points.dcm', bytes, moved), says: /outside the image/ },
    { code: 'landmarks-malformed', file: await put('odd-points.dcm', bytes, 'x,y\n1,2\n'), says: /BoneFinder/ },
    { code: 'landmarks-missing', file: await put('no-hips.dcm', withoutPicture(bytes), null), says: /no-hips\.dcm.*BoneFinder/ },
    { code: 'file-not-found', file: join(into, 'gone.dcm'), says: /not found/ },
    { code: 'file-not-found', file: join(into, 'letter.dcm', 'below.dcm'), says: /not found/ },
  ];
}

describe('predict', { timeout: PATIENCE_MS }, () => {
  test('grades every hip of good files, in the documented JSON, with the subject and visit of the DICOM file', async () => {
    const { code, stdout, stderr } = await predict(['--json', join(folder, 'cohort')]);
    expect([stderr, code]).toEqual(['', 0]);
    const { hips, errors } = answer.parse(JSON.parse(stdout));
    expect(errors).toEqual([]);
    expect(hips.map(({ file, subject, visit, side }) => [join(folder, 'cohort', file), subject, visit, side])).toEqual([
      [good[0], 'PHANTOM-00001', 'V00', 'right'],
      [good[0], 'PHANTOM-00001', 'V00', 'left'],
      [good[1], 'PHANTOM-00002', 'V00', 'right'],
      [good[1], 'PHANTOM-00002', 'V00', 'left'],
    ]);
    for (const { quadrants } of hips) {
      for (const { grade, probabilities } of Object.values(quadrants)) {
        expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
        expect(probabilities[grade]).toBe(Math.max(...probabilities));
      }
    }
  });

  test('reports each bad file in one error row that names it and says what to do, and grades the rest', async () => {
    const bad = await badFiles(join(folder, 'bad'));
    const { code, stdout, stderr } = await predict([
      '--json',
      '--keep-identifiers',
      good[0],
      ...bad.map(({ file }) => file),
      good[1],
    ]);
    expect([stderr, code]).toEqual(['', 1]);
    const { hips, errors } = answer.parse(JSON.parse(stdout));
    expect(hips.map(({ file }) => file)).toEqual([good[0], good[0], good[1], good[1]]);
    const reported = new Map(errors.map((error) => [error.file, error]));
    expect(bad.map(({ file }) => [basename(file), reported.get(file)?.code])).toEqual(
      bad.map(({ file, code }) => [basename(file), code]),
    );
    expect(errors).toHaveLength(bad.length);
    for (const { file, says } of bad) {
      const message = reported.get(file)?.message ?? '';
      expect(message).toContain(basename(file));
      expect(message).toMatch(says);
      expect(message).toMatch(oneLine);
    }
  });

  test('prints one line per bad file as text', { tags: ['slow'] }, async () => {
    const [letter, gone] = [join(folder, 'letter.dcm'), join(folder, 'gone.dcm')];
    await writeFile(letter, 'Dear colleague');
    const { code, stdout, stderr } = await predict([letter, good[0], gone]);
    expect(code).toBe(1);
    expect(stdout.match(/grade [0-3]/g)).toHaveLength(8);
    const lines = stderr.trim().split('\n').toSorted();
    expect(lines).toEqual([expect.stringMatching(/^gone\.dcm/), expect.stringMatching(/^letter\.dcm/)]);
  });

  test('continues when a file vanishes after the start', { tags: ['slow'] }, async () => {
    const watched = join(folder, 'watched');
    await mkdir(watched);
    // More than are prepared before the first is graded.
    const files = Array.from('abcdefghijkl', (name) => join(watched, `${name}.dcm`));
    for (const file of files) {
      await cp(good[0], file);
      await cp(`${good[0]}.pts`, `${file}.pts`);
    }
    const { code, stdout, stderr } = await predict([watched], { onOutput: () => rmSync(files[10], { force: true }) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^k\.dcm was not found\. [^\n]+\n$/);
    expect(stdout).toContain('l.dcm');
  });

  test('takes the spacing and the points that the user names', { tags: ['slow'] }, async () => {
    const plain = join(folder, 'plain');
    await mkdir(plain);
    const noSpacing: Edits = new Map([0x00181164, 0x00280030].map((tag) => [tag, null]));
    await writeFile(join(plain, 'film'), editedDicom(await readFile(good[0]), noSpacing));
    const spacing = await spacingOf(good[0]);
    const { code, stdout } = await predict([
      '--json',
      join(plain, 'film'),
      '--landmarks',
      `${good[0]}.pts`,
      '--spacing',
      String(spacing),
    ]);
    expect(code).toBe(0);
    expect(answer.parse(JSON.parse(stdout)).hips).toHaveLength(2);
  });

  test('finds the hips of a film without points or spacing, and reports that it did', async () => {
    const bare = join(folder, 'bare');
    await mkdir(bare);
    const noSpacing: Edits = new Map([0x00181164, 0x00280030].map((tag) => [tag, null]));
    await writeFile(join(bare, 'film.dcm'), editedDicom(await readFile(good[0]), noSpacing));
    await cp(good[1], join(bare, 'other.dcm'));
    const { code, stdout, stderr } = await predict(['--json', bare]);
    expect([stderr, code]).toEqual(['', 0]);
    const { hips } = answer.parse(JSON.parse(stdout));
    expect(hips.map(({ side, pointsFrom, spacing }) => [side, pointsFrom, spacing.source === 'estimated'])).toEqual([
      ['right', 'network', true],
      ['left', 'network', true],
      ['right', 'network', false],
      ['left', 'network', false],
    ]);
    expect(hips[0].spacing.mm / (await spacingOf(good[0]))).toBeCloseTo(1, 0);
  });

  test(
    'writes a heatmap per quadrant, and grades without them if their folder cannot be created',
    { tags: ['slow'] },
    async () => {
      const heatmaps = join(folder, 'heatmaps');
      expect(await predict(['--json', good[0], '--heatmaps', heatmaps])).toMatchObject({ code: 0 });
      expect(await readdir(heatmaps)).toHaveLength(8);
      const nowhere = join(`${good[0]}.pts`, 'heatmaps');
      const { code, stdout } = await predict(['--json', ...good, '--heatmaps', nowhere]);
      const { hips, errors } = answer.parse(JSON.parse(stdout));
      expect([code, hips.length]).toEqual([1, 4]);
      expect(errors.map((error) => [error.file, error.code])).toEqual([[nowhere, 'folder-not-writable']]);
      expect(errors[0].message).toMatch(/heatmaps.*another folder/i);
    },
  );

  test.skipIf(!canMount())(
    'leaves no incomplete heatmap on a full disk (needs permission to mount)',
    { tags: ['slow'] },
    async () => {
      const disk = join(folder, 'disk');
      await mkdir(disk);
      const listing = join(folder, 'disk.txt');
      const { code, stdout } = await predict(['--json', good[0], '--heatmaps', disk], {
        program: withMount({ folder: disk, options: 'size=100k', listing }),
      });
      const { hips, errors } = answer.parse(JSON.parse(stdout));
      expect([code, hips.length]).toEqual([1, 2]);
      expect(errors.map((error) => error.code)).toEqual(['disk-full']);
      expect(await readFile(listing, 'utf8')).toMatch(/^(.*\.png\n)*$/);
    },
  );

  test('answers in JSON even if the model does not exist', async () => {
    const { code, stdout } = await osteograde(['predict', '--json', '--model', 'no-such-model', good[0]], { home: folder });
    const { hips, errors } = answer.parse(JSON.parse(stdout));
    expect([code, hips.length, errors[0].code]).toEqual([1, 0, 'model-not-found']);
    expect(errors[0].message).toContain('no-such-model');
  });
});

const systemNode = '/usr/bin/node';
const older =
  existsSync(systemNode) && Number(spawnSync(systemNode, ['-p', 'process.versions.node']).stdout.toString().split('.')[0]) < 24;

describe.skipIf(!older)(
  'the osteograde command under an older Node (needs /usr/bin/node older than 24)',
  { timeout: PATIENCE_MS },
  () => {
    test('restarts under the Node that the project ships', async () => {
      const { code, stdout, stderr } = await predict(['--json', good[0]], { program: [systemNode, BIN] });
      expect([stderr, code]).toEqual(['', 0]);
      expect(answer.parse(JSON.parse(stdout)).hips).toHaveLength(2);
    });
  },
);

/** Returns the file with all its pixels of one grey. */
function withoutPicture(file: Uint8Array): Uint8Array {
  return Uint8Array.from(file).fill(7, 4096);
}

async function spacingOf(file: string): Promise<number> {
  const bytes = await readFile(file);
  const at = bytes.indexOf(Buffer.from([0x18, 0x00, 0x64, 0x11]));
  return Number(bytes.toString('latin1', at + 8, at + 8 + bytes.readUInt16LE(at + 6)).split('\\')[0]);
}
