import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { attributesOf } from '../../../../main/cohort/cohort-file/attributes.ts';
import { loadHdf5 } from '../../../../main/cohort/cohort-file/hdf5.ts';
import { openCohortFile, type CohortCrop } from '../../../../main/cohort/cohort-file/read-cohort-file.ts';
import { writeCohortFile } from '../../../../main/cohort/cohort-file/write-cohort-file.ts';
import { auditIntegrity } from '../../../../main/cohort/audit/integrity.ts';
import { NO_ANSWERS } from '../../../../main/cohort/import-answers.ts';
import { importFiles } from '../../../../main/cohort/import-files.ts';
import { listImports } from '../../../../main/database/imports.ts';
import { putLabels } from '../../../../main/database/labels.ts';
import { chooseSplit, putSplit } from '../../../../main/database/splits.ts';
import { valueOrThrow, type Failure } from '../../../../main/domain/failure.ts';
import type { Hip } from '../../../../main/domain/hip.ts';
import { addAttributes, PACKINGS, writeSmallCohortFile } from '../../../fixtures/cohort-file.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';
import { films, newStudy, temporaryFolder } from '../films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problems: Failure[] = [];
const job = {
  signal: new AbortController().signal,
  step: () => undefined,
  now: () => new Date(0),
  startReader: startReaderHere,
  problem: (_: string, failure: Failure) => void problems.push(failure),
};
const right = { subject: '9000622', visit: 'V00', side: 'right' } as const;
const left = { ...right, side: 'left' } as const;

async function cropIn(path: string, hip: Hip): Promise<CohortCrop> {
  const file = valueOrThrow(await openCohortFile(path));
  try {
    return valueOrThrow(file.crop(hip));
  } finally {
    file.close();
  }
}

describe('a cohort file that is imported and written again', () => {
  it.each(PACKINGS)('packed with %s keeps its attributes and segmentation bit for bit', async (packing) => {
    const path = join(folder, `${packing}.h5`);
    await writeSmallCohortFile(path, packing);
    await addAttributes(path);
    const study = await newStudy(join(folder, packing));
    expect(await importFiles(study, { paths: [path], landmarks: null }, job)).toMatchObject({ imported: 2 });
    const again = join(folder, `${packing}-again.h5`);
    expect(await writeCohortFile(study, again, job)).toEqual({ ok: true, value: { hips: 2 } });
    expect((await auditIntegrity(study, { elapsedMs: () => 0 })).findings).toEqual([]);
    study.close();
    for (const hip of [right, left]) {
      const [before, after] = [await cropIn(path, hip), await cropIn(again, hip)];
      expect(after.attributes.image).toEqual(before.attributes.image);
      expect(after.attributes.hip).toMatchObject(before.attributes.hip);
      expect(after.segmentation).toEqual(before.segmentation);
      const furthest = after.image.reduce((most, value, i) => Math.max(most, Math.abs(value - (before.image[i] ?? 0))), 0);
      expect(furthest).toBeLessThan(2e-5);
    }
    expect(problems).toEqual([]);
  });

  it('turns the areas of a left hip with its picture', async () => {
    const path = join(folder, 'facing.h5');
    await writeSmallCohortFile(path);
    await addAttributes(path);
    const study = await newStudy(join(folder, 'facing'));
    await importFiles(study, { paths: [path], landmarks: null, answers: { ...NO_ANSWERS, mirrored: false } }, job);
    const again = join(folder, 'facing-again.h5');
    await writeCohortFile(study, again, job);
    study.close();
    const [before, after] = [await cropIn(path, left), await cropIn(again, left)];
    const turned = Uint8Array.from({ length: 224 * 224 }, (_, i) => areasIn(before)[i - 2 * (i % 224) + 223] ?? 9);
    expect(areasIn(after)).toEqual(turned);
    expect(after.image[0]).toBeCloseTo(before.image[223] ?? 0, 4);
  });

  it('says of a crop that its segmentation could not come in', async () => {
    const path = join(folder, 'areas.h5');
    await writeSmallCohortFile(path);
    const hdf5 = await loadHdf5();
    const file = new hdf5.File(path, 'a');
    const hip = file.get('/scans/9000622/V00/right');
    if (!(hip instanceof hdf5.Group)) throw new Error('The small cohort has a right hip.');
    hip.create_dataset({ name: 'segmentation', data: new Uint8Array(100), shape: [10, 10], dtype: '<B' });
    file.close();
    const study = await newStudy(join(folder, 'areas'));
    expect(await importFiles(study, { paths: [path], landmarks: null }, job)).toMatchObject({ imported: 2 });
    study.close();
    expect(problems.splice(0).map(({ message }) => message)).toEqual([
      expect.stringContaining('came in without its segmentation'),
    ]);
  });

  it('keeps paths and names of people in the key table alone', async () => {
    const path = join(folder, 'names.h5');
    await writeSmallCohortFile(path);
    await addAttributes(path);
    const place = join(folder, 'names');
    const study = await newStudy(place);
    await importFiles(study, { paths: [path], landmarks: null }, job);
    study.close();
    const stored = readFileSync(join(place, 'study.sqlite'), 'latin1');
    expect(stored).toContain('femoral_head_radius');
    for (const name of ['Meyer', 'OAI\\\\', '9000622.dcm', 'V00.dcm']) expect(stored).not.toContain(name);
  });
});

describe('a film of a study written as a cohort file', () => {
  it('has its labels, its part of the split, its points and where it was cut', async () => {
    await films(join(folder, 'films'), 1);
    const study = await newStudy(join(folder, 'study'));
    await importFiles(study, { paths: [join(folder, 'films')], landmarks: null }, job);
    const path = join(folder, 'own.h5');
    const file = valueOrThrow(await writeCohortFile(study, path, job));
    expect(file.hips).toBe(2);
    const hip = valueOrThrow(await openCohortFile(path));
    const [first] = hip.summary.hips;
    hip.close();
    if (first === undefined) throw new Error('The film has two hips.');
    const labels = {
      'femur-superior': { kind: 'graded', value: 2 },
      global: { kind: 'not-gradable', reason: 'implant' },
    } as const;
    const by = { importId: listImports(study.database)[0]?.importId ?? '', at: '2026', who: 'reader-1', why: 'a test' };
    putLabels(study.database, by, [{ ...first, cohort: 'OAI', labels, metadata: {} }]);
    putSplit(study.database, 'ours', new Map([[first.subject, 'val']]));
    chooseSplit(study.database, 'ours');
    await writeCohortFile(study, path, job);
    study.close();

    const { attributes } = await cropIn(path, first);
    expect(attributes.hip).toMatchObject({ part: { text: 'val' }, film: { text: expect.stringMatching(/\.dcm$/) } });
    const stated = attributes.hip['labels'];
    expect(stated !== undefined && 'text' in stated ? JSON.parse(stated.text) : null).toMatchObject({
      'femur-superior': 2,
      global: 'implant',
    });
    expect(numberIn(attributes.image['femoral_head_radius'])).toBeGreaterThan(15);
    expect(numberIn(attributes.image['source_pixel_spacing'])).toBeGreaterThan(0.05);
    expect(numberIn(attributes.image['crop_offset_x'])).toBeGreaterThan(1);

    const hdf5 = await loadHdf5();
    const opened = new hdf5.File(path, 'r');
    const landmarks = opened.get(`/scans/${first.subject}/${first.visit}/${first.side}/landmarks`);
    if (!(landmarks instanceof hdf5.Dataset)) throw new Error('The film has points.');
    expect(landmarks.shape).toEqual([80, 2]);
    expect(landmarks.value).toBeInstanceOf(Float32Array);
    expect(attributesOf(hdf5, landmarks)).toHaveProperty('numbering');
    opened.close();
  });
});

function areasIn({ segmentation }: CohortCrop): Uint8Array {
  const areas = valueOrThrow(segmentation);
  if (areas === null) throw new Error('The crop has areas.');
  return areas.bytes;
}

function numberIn(attribute: CohortCrop['attributes']['image'][string] | undefined): number {
  if (attribute === undefined || !('base64' in attribute)) throw new Error('A number was expected.');
  return new DataView(new Uint8Array(Buffer.from(attribute.base64, 'base64')).buffer).getFloat64(0, true);
}
