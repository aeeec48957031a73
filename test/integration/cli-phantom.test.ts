// `osteograde phantom` as a user runs it. dcmtk, a reader that shares no code with this project, reads its files.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { readRadiograph } from '../../main/dicom/read-radiograph.ts';
import { readStoredPixels } from '../../main/dicom/pixels/stored-pixels.ts';
import { canMount, osteograde, withMount } from '../fixtures/command-line.ts';

/** Starting a process is slow while other tests use the same cores. */
const PATIENCE_MS = 180_000;

let folder: string;

/** Drawn twice from one seed. Most tests read the first cohort. */
const SAME = ['--subjects', '2'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-phantom-'));
  await phantom(join(folder, 'once'), SAME);
}, PATIENCE_MS);

afterAll(async () => rm(folder, { recursive: true, force: true }));

const phantom = (out: string, args: readonly string[], choices: Partial<Parameters<typeof osteograde>[1]> = {}) =>
  osteograde(['phantom', '--seed', '12', '--out', out, ...args], { home: folder, ...choices });

async function digests(cohort: string): Promise<Record<string, string>> {
  const names = (await readdir(cohort)).toSorted();
  return Object.fromEntries(names.map((name) => [name, sha256(readFileSync(join(cohort, name)))]));
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const filesOf = (subject: string): string[] => ['.dcm', '.dcm.pts'].map((ending) => `${subject}_V00${ending}`);

describe('phantom', { timeout: PATIENCE_MS }, () => {
  test('draws the same bytes from the same seed, and different bytes from another', { tags: ['slow'] }, async () => {
    const [once, again, other] = ['once', 'again', 'other'].map((name) => join(folder, name));
    expect(await phantom(again, SAME)).toMatchObject({ code: 0 });
    expect(await phantom(other, ['--subjects', '1', '--seed', '13'])).toMatchObject({ code: 0 });
    const drawn = await digests(once);
    expect(Object.keys(drawn)).toEqual(
      [...filesOf('PHANTOM-00001'), ...filesOf('PHANTOM-00002'), 'labels.csv', 'splits.txt', 'truth.json'].toSorted(),
    );
    expect(await digests(again)).toEqual(drawn);
    expect((await digests(other))['PHANTOM-00001_V00.dcm']).not.toBe(drawn['PHANTOM-00001_V00.dcm']);
  });

  test('leaves nothing behind when it is stopped', { tags: ['slow'] }, async () => {
    const out = join(folder, 'stopped');
    const outcome = phantom(out, ['--subjects', '200'], {
      onStart: (pid) => void untilDrawing(`${out}.partial`).then(() => process.kill(pid, 'SIGINT')),
    });
    const { code, stderr } = await outcome;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^[^\n]*stopped[^\n]*\n$/)]);
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });

  test('names a folder that it cannot write, and changes nothing in it', async () => {
    const file = join(folder, 'a file');
    await writeFile(file, 'mine');
    const below = await phantom(join(file, 'cohort'), ['--subjects', '1']);
    expect([below.code, below.stderr]).toEqual([1, expect.stringMatching(/^[^\n]*a file\/cohort[^\n]*Choose[^\n]*\n$/)]);
    const full = join(folder, 'full');
    await mkdir(full);
    await writeFile(join(full, 'thesis.txt'), 'mine');
    const taken = await phantom(full, ['--subjects', '1']);
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringMatching(/not empty/)]);
    expect([await readFile(file, 'utf8'), await readdir(full)]).toEqual(['mine', ['thesis.txt']]);
  });

  test.skipIf(!canMount()).each([
    { disk: 'full', options: 'size=3m', says: /full.*[Ff]ree/ },
    { disk: 'read-only', options: 'size=64m,ro', says: /cannot write to.*Choose/ },
  ])('leaves nothing on a $disk disk (needs permission to mount)', async ({ disk, options, says }) => {
    const mounted = join(folder, `${disk} disk`);
    await mkdir(mounted);
    const listing = join(folder, `${disk}.txt`);
    const program = withMount({ folder: mounted, options, listing });
    const { code, stderr } = await phantom(join(mounted, 'cohort'), ['--subjects', '2'], { program });
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(says)]]);
    expect(await readFile(listing, 'utf8')).toBe('');
  });
});

const dcmtk = spawnSync('dcmdump', ['--version']).status === 0;

describe.skipIf(!dcmtk)('a phantom under dcmtk (needs dcmdump)', { timeout: PATIENCE_MS }, () => {
  const film = (): string => join(folder, 'once', 'PHANTOM-00001_V00.dcm');

  test('reads without a warning, with its patient, visit and size', () => {
    const dump = spawnSync('dcmdump', [film()], { encoding: 'utf8' });
    expect([dump.status, dump.stderr.match(/^[EW]:.*/gm)]).toEqual([0, null]);
    const value = (tag: string): string | undefined =>
      new RegExp(`^\\(${tag}\\) .. \\[?([^\\]#]*?)\\]?\\s+#`, 'm').exec(dump.stdout)?.[1];
    expect(value('0010,0020')).toBe('PHANTOM-00001');
    expect(value('0012,0050')).toBe('V00');
    expect(value('0008,0060')).toBe('DX');
    expect(value('0028,0002')).toBe('1');
    expect(Number(value('0028,0010'))).toBeGreaterThan(1500);
    const [down, across] = (value('0018,1164') ?? '').split('\\').map(Number);
    expect(down).toBe(across);
    expect(down >= 0.14 && down <= 0.2).toBe(true);
    expect(Number(value('0028,0101'))).toBeGreaterThanOrEqual(12);
  });

  test('has the same pixels as in our reader', async () => {
    const raw = join(folder, 'raw');
    await mkdir(raw);
    execFileSync('dcmdump', ['-q', '+W', raw, film()], { stdio: 'ignore' });
    const [name] = await readdir(raw);
    const read = valueOrThrow(await readStoredPixels(await readFile(film())));
    const { buffer, byteOffset, byteLength } = read.pixels;
    expect(sha256(await readFile(join(raw, name)))).toBe(sha256(new Uint8Array(buffer, byteOffset, byteLength)));
  });

  test('is as bright as in our reader', async () => {
    const picture = join(folder, 'film.pgm');
    execFileSync('dcm2pnm', ['+Wm', film(), picture], { stdio: 'ignore' });
    const bytes = await readFile(picture);
    const { width, height, pixels } = valueOrThrow(await readRadiograph(await readFile(film())));
    expect(bytes.toString('latin1', 0, 100)).toMatch(new RegExp(`^P5\\s+(#[^\\n]*\\n)?${width} ${height}\\s`));
    const theirs = bytes.subarray(bytes.length - width * height);
    const sample = Array.from({ length: 2000 }, (_, i) => i * Math.floor(pixels.length / 2000)).sort(
      (a, b) => pixels[a] - pixels[b],
    );
    const greys = sample.map((at) => theirs[at]);
    expect(greys).toEqual(greys.toSorted((a, b) => a - b));
    expect(new Set(greys).size).toBeGreaterThan(20);
  });
});

async function untilDrawing(cohort: string): Promise<void> {
  for (let i = 0; i < 3000; i++) {
    if (existsSync(cohort) && (await readdir(cohort)).some((name) => name.endsWith('.pts'))) return;
    await wait(20);
  }
  throw new Error(`No radiograph appeared in ${cohort}.`);
}
