import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readRadiograph } from '../../../main/dicom/read-radiograph.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { hipId } from '../../../main/domain/hip.ts';
import { toEightBit } from '../../../main/domain/hip-crop.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { cropHip } from '../../../main/imaging/crop.ts';
import { sidesFromPoints } from '../../../main/imaging/landmark-sides.ts';
import { parsePoints } from '../../../main/imaging/parse-points.ts';
import { phantomHips } from '../../../main/phantom/hips.ts';
import { cohortOutlines } from '../../../main/phantom/cohort-truth.ts';
import { writePhantomCohort } from '../../../main/phantom/write-cohort.ts';

const COHORT = { subjects: 2, visits: 1, seed: 12 };
const silent = (): void => {};

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe('a phantom cohort on disk', () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'phantom-'));
    valueOrThrow(await writePhantomCohort({ ...COHORT, folder: join(home, 'one'), workers: 2 }, silent));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('contains a radiograph with points for every visit, labels, splits and the truth', async () => {
    const names = (await readdir(join(home, 'one'))).toSorted();
    expect(names).toEqual([
      'PHANTOM-00001_V00.dcm',
      'PHANTOM-00001_V00.dcm.pts',
      'PHANTOM-00002_V00.dcm',
      'PHANTOM-00002_V00.dcm.pts',
      'labels.csv',
      'splits.txt',
      'truth.json',
    ]);
    const labels = (await readFile(join(home, 'one', 'labels.csv'), 'utf8')).trim().split('\n');
    expect(labels[0]).toMatch(/^cohort,subject,visit,side,osteo_acet_inf,osteo_acet_sup,osteo_fem_inf,osteo_fem_sup,/);
    expect(labels).toHaveLength(1 + 4);
    expect((await readFile(join(home, 'one', 'splits.txt'), 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('tells the outline of each osteophyte in pixels of its film, and none at grade 0', async () => {
    const known = await cohortOutlines(join(home, 'one'));
    expect(known.map(({ hip }) => hipId(hip))).toHaveLength(4);
    const hips = phantomHips({ ...COHORT, workers: 0 });
    for (const { hip, outlines } of known) {
      const { value: drawn } = await hips.next();
      expect(drawn).toMatchObject({ hip });
      for (const quadrant of QUADRANTS) {
        expect(outlines[quadrant] === null).toBe(drawn?.grades[quadrant] === 0);
        expect(outlines[quadrant]?.length ?? 3).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('reads back as the crops that are made in memory', async () => {
    const hips = phantomHips({ ...COHORT, workers: 0 });
    for (let s = 1; s <= 2; s++) {
      const path = join(home, 'one', `PHANTOM-0000${s}_V00.dcm`);
      const radiograph = valueOrThrow(await readRadiograph(new Uint8Array(await readFile(path))));
      expect(radiograph.subject).toBe(`PHANTOM-0000${s}`);
      expect(radiograph.visit).toBe('V00');
      const points = valueOrThrow(parsePoints(await readFile(`${path}.pts`, 'utf8')));
      const { sides, numbering } = valueOrThrow(sidesFromPoints(points, radiograph, { fileName: `${path}.pts` }));
      expect(numbering).toBe('original');
      for (const side of ['right', 'left'] as const) {
        const { value: hip } = await hips.next();
        const landmarks = sides[side];
        if (hip === undefined || landmarks === undefined) throw new Error('a hip is missing');
        const crop = toEightBit(
          valueOrThrow(cropHip(radiograph, valueOrThrow(landmarks), side, LANDMARK_TABLES.original)).pixels,
        );
        const difference = crop.reduce((sum, value, i) => sum + Math.abs(value - hip.crop8[i]), 0) / crop.length;
        expect(difference).toBeLessThan(1);
      }
    }
  });

  it('has the same bytes when one worker writes it', async () => {
    valueOrThrow(await writePhantomCohort({ ...COHORT, folder: join(home, 'again'), workers: 1 }, silent));
    const one = await digestsOf(join(home, 'one'));
    expect(one).toHaveLength(7);
    expect(await digestsOf(join(home, 'again'))).toEqual(one);
  });

  it('is not changed when it is written again', async () => {
    const before = await readFile(join(home, 'one', 'truth.json'), 'utf8');
    const started = performance.now();
    const again = await writePhantomCohort({ ...COHORT, folder: join(home, 'one') }, silent);
    expect(again.ok).toBe(true);
    expect(performance.now() - started).toBeLessThan(500);
    expect(await readFile(join(home, 'one', 'truth.json'), 'utf8')).toBe(before);
  });

  it('refuses a folder that holds anything else', async () => {
    const folder = join(home, 'taken');
    await mkdir(folder);
    await writeFile(join(folder, 'thesis.txt'), 'mine');
    const refused = await writePhantomCohort({ ...COHORT, folder }, silent);
    expect(refused.ok ? '' : refused.failure.code).toBe('folder-not-writable');
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const folder = join(home, 'stopped');
    const stop = new AbortController();
    const stopped = await writePhantomCohort(
      { ...COHORT, subjects: 50, folder },
      (done) => done === 1 && stop.abort(),
      stop.signal,
    );
    expect(stopped.ok ? '' : stopped.failure.code).toBe('stopped');
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(`${folder}.partial`)).toBe(false);
  });

  it('fails if the folder cannot be created', async () => {
    await writeFile(join(home, 'file'), '');
    const refused = await writePhantomCohort({ ...COHORT, folder: join(home, 'file', 'below') }, silent);
    expect(refused.ok ? '' : refused.failure.code).toBe('folder-not-writable');
  });
});

/** The name and SHA-256 digest of each file in a folder, in the order of the names. */
async function digestsOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).toSorted();
  const digest = async (name: string): Promise<string> =>
    createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
  return Promise.all(names.map(async (name) => `${name} ${await digest(name)}`));
}
