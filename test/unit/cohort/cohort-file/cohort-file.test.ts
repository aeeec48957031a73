import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadHdf5 } from '../../../../main/cohort/cohort-file/hdf5.ts';
import { openCohortFile, type CohortFile } from '../../../../main/cohort/cohort-file/read-cohort-file.ts';
import { writeCohortFile } from '../../../../main/cohort/cohort-file/write-cohort-file.ts';
import { cropOfHip } from '../../../../main/cohort/crop-of-hip.ts';
import { NO_ANSWERS } from '../../../../main/cohort/import-answers.ts';
import { importFiles } from '../../../../main/cohort/import-files.ts';
import type { Study } from '../../../../main/cohort/study-folder.ts';
import { hipById, ungradedHipIds } from '../../../../main/database/hips.ts';
import { listImports } from '../../../../main/database/imports.ts';
import { valueOrThrow, type Failure } from '../../../../main/domain/failure.ts';
import { toEightBit } from '../../../../main/domain/hip-crop.ts';
import { cohortImage, PACKINGS, writeOtherFloats, writeSmallCohortFile } from '../../../fixtures/cohort-file.ts';
import { films, newStudy, temporaryFolder } from '../films.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const problems: Failure[] = [];
const job = {
  signal,
  step: () => undefined,
  now: () => new Date(0),
  startReader: startReaderHere,
  problem: (_: string, failure: Failure) => void problems.push(failure),
};
const right = { subject: '9000622', visit: 'V00', side: 'right' } as const;

async function opened(path: string): Promise<CohortFile> {
  return valueOrThrow(await openCohortFile(path));
}

async function cropOf(study: Study, id: string): Promise<number[]> {
  const hip = hipById(study.database, id);
  const crop = hip === null ? null : await cropOfHip(study, hip);
  if (crop === null) throw new Error(`${id} has no crop.`);
  return [...crop.pixels];
}

describe('a cohort file', () => {
  it.each(PACKINGS)('packed with %s returns its hips and their exact values', async (packing) => {
    const path = join(folder, `${packing}.h5`);
    await writeSmallCohortFile(path, packing);
    const file = await opened(path);
    expect(file.summary.hips).toEqual([
      { cohort: 'OAI', ...right },
      { cohort: 'OAI', ...right, side: 'left' },
    ]);
    const crop = valueOrThrow(file.crop(right));
    expect(crop.image).toEqual(cohortImage());
    expect(crop).toMatchObject({ p5: 200, p95: 1700, spacingMm: 0.4 });
    file.close();
  });

  it.each([
    { bits: 16, littleEndian: true },
    { bits: 16, littleEndian: false },
    { bits: 32, littleEndian: false },
  ] as const)('of $bits-bit floats (little-endian: $littleEndian) is read', async (floats) => {
    const path = join(folder, `floats-${floats.bits}-${floats.littleEndian}.h5`);
    await writeOtherFloats(path, floats);
    const file = await opened(path);
    const crop = valueOrThrow(file.crop(right));
    file.close();
    expect(crop.image).toEqual(floats.bits === 16 ? cohortImage().map(Math.f16round) : cohortImage());
  });

  it('of other numbers is refused with what they are', async () => {
    const hdf5 = await loadHdf5();
    const path = join(folder, 'bytes.h5');
    const written = new hdf5.File(path, 'w');
    const hip = written.create_group('scans').create_group('9000622').create_group('V00').create_group('right');
    hip.create_dataset({ name: 'image', data: new Uint8Array(224 * 224), shape: [224, 224], dtype: '<B' });
    written.close();
    const file = await opened(path);
    const crop = file.crop(right);
    file.close();
    expect(crop).toMatchObject({ ok: false, failure: { code: 'cohort-malformed' } });
    expect(crop.ok ? '' : crop.failure.message).toContain('holds uint8, but float16, float32 or float64 was expected');
  });

  it('without an image says so', async () => {
    const hdf5 = await loadHdf5();
    const path = join(folder, 'no-image.h5');
    const written = new hdf5.File(path, 'w');
    written.create_group('scans').create_group('9000622').create_group('V00').create_group('right');
    written.close();
    const file = await opened(path);
    expect(file.crop(right)).toMatchObject({ ok: false, failure: { message: expect.stringContaining('has no image') } });
    file.close();
  });

  it('becomes hips of a study; left hips count as mirrored unless the user says otherwise', async () => {
    const path = join(folder, 'import.h5');
    await writeSmallCohortFile(path);
    const study = await newStudy(join(folder, 'canonical'));
    expect(await importFiles(study, { paths: [path], landmarks: null }, job)).toMatchObject({ imported: 2, failed: 0 });
    expect(await importFiles(study, { paths: [path], landmarks: null }, job)).toMatchObject({ imported: 0, alreadyThere: 2 });
    const same = [...toEightBit(cohortImage())];
    expect(await cropOf(study, '9000622|V00|right')).toEqual(same);
    expect(await cropOf(study, '9000622|V00|left')).toEqual(same);
    expect(listImports(study.database).map(({ kind, detail }) => [kind, detail['mirrored']])).toEqual([['cohort-hdf5', true]]);
    expect(study.database.prepare('SELECT DISTINCT cohort FROM hips').pluck().all()).toEqual(['OAI']);
    study.close();

    const other = await newStudy(join(folder, 'facing'));
    await importFiles(other, { paths: [path], landmarks: null, answers: { ...NO_ANSWERS, mirrored: false } }, job);
    expect(await cropOf(other, '9000622|V00|right')).toEqual(same);
    const mirrored = Array.from({ length: 224 * 224 }, (_, i) => same[Math.floor(i / 224) * 224 + 223 - (i % 224)]);
    expect(await cropOf(other, '9000622|V00|left')).toEqual(mirrored);
    other.close();
  });

  it('is refused with a reason if it is truncated or holds no hips', async () => {
    const cut = join(folder, 'cut.h5');
    writeFileSync(cut, Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.alloc(200)]));
    expect(await openCohortFile(cut)).toMatchObject({ ok: false, failure: { code: 'cohort-malformed' } });
    const hdf5 = await loadHdf5();
    const bare = join(folder, 'bare.h5');
    new hdf5.File(bare, 'w').close();
    expect(await openCohortFile(bare)).toMatchObject({ ok: false, failure: { code: 'cohort-malformed' } });
  });
});

describe('a link from a cohort file to another file', () => {
  it('is never followed', async () => {
    const secret = join(folder, 'secret.h5');
    await writeSmallCohortFile(secret, 'gzip');
    const hdf5 = await loadHdf5();
    const whole = join(folder, 'link-to-scans.h5');
    const scans = new hdf5.File(whole, 'w');
    scans.create_external_link(secret, '/scans', 'scans');
    scans.close();
    expect(await openCohortFile(whole)).toMatchObject({ ok: false, failure: { code: 'cohort-malformed' } });

    const picture = join(folder, 'link-to-image.h5');
    const file = new hdf5.File(picture, 'w');
    const hip = file.create_group('scans').create_group('9000622').create_group('V00').create_group('right');
    hip.create_external_link(secret, '/scans/9000622/V00/right/image', 'image');
    file.close();
    const opened = valueOrThrow(await openCohortFile(picture));
    expect(opened.crop(right)).toMatchObject({ ok: false, failure: { code: 'cohort-malformed' } });
    opened.close();
  });
});

describe('a study written as a cohort file', () => {
  it('is read back as the same crops', async () => {
    await films(join(folder, 'films'), 1);
    const study = await newStudy(join(folder, 'study'));
    await importFiles(study, { paths: [join(folder, 'films')], landmarks: null }, job);
    const path = join(folder, 'written.h5');
    expect(await writeCohortFile(study, path, job)).toEqual({ ok: true, value: { hips: 2 } });
    const again = await newStudy(join(folder, 'again'));
    await importFiles(again, { paths: [path], landmarks: null }, job);
    const ids = ungradedHipIds(study.database);
    expect(ids).toHaveLength(2);
    expect(ungradedHipIds(again.database)).toEqual(ids);
    for (const id of ids) expect(await cropOf(again, id)).toEqual(await cropOf(study, id));
    expect(problems).toEqual([]);
    study.close();
    again.close();
  });

  const script = `
import h5py, sys, numpy as np
with h5py.File(sys.argv[1]) as f:
    hip = next(iter(next(iter(f['scans'].values())).values()))['left']
    image = hip['image']
    p5, p95 = np.percentile(image[()], [5, 95])
    print(image.shape, image.dtype, image.compression, abs(p5) < 1e-4, abs(p95 - 1) < 1e-4, hip.attrs['side'], 20 < image.attrs['femoral_head_radius'] < 35)
`;
  const python = '/usr/bin/python3';
  const lacking = spawnSync(python, ['-c', 'import h5py']).status !== 0;

  it.skipIf(lacking)('is readable by h5py (skipped if Python has no h5py)', () => {
    const ran = spawnSync(python, ['-c', script, join(folder, 'written.h5')], { encoding: 'utf8' });
    expect(`${ran.stdout}${ran.stderr}`.trim()).toBe('(224, 224) float32 gzip True True left True');
  });
});
