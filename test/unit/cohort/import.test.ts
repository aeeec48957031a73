import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cropOfHip } from '../../../main/cohort/crop-of-hip.ts';
import { importFiles } from '../../../main/cohort/import-files.ts';
import type { ImportJob } from '../../../main/cohort/import-study.ts';
import type { Study } from '../../../main/cohort/study-folder.ts';
import { hipById, ungradedHipIds } from '../../../main/database/hips.ts';
import { countRadiographs } from '../../../main/database/radiographs.ts';
import { countHips } from '../../../main/database/count-hips.ts';
import type { Failure } from '../../../main/domain/failure.ts';
import { films, newStudy, temporaryFolder } from './films.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';

const folder = temporaryFolder();
let sources: string[] = [];
let studies = 0;
const NOTHING_BESIDE = { labels: { added: 0, changed: 0, joints: 0 }, splits: [] };

beforeAll(async () => {
  sources = await films(join(folder, 'films'), 2);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function watched(signal = new AbortController().signal) {
  const problems: { file: string; failure: Failure }[] = [];
  const job: ImportJob = {
    signal,
    step: () => undefined,
    problem: (file, failure) => problems.push({ file: basename(file), failure }),
    now: () => new Date(0),
    startReader: startReaderHere,
  };
  return { job, problems };
}

const from = (...paths: string[]) => ({ paths, landmarks: null });

const emptyStudy = (): Promise<Study> => newStudy(join(folder, `study-${(studies += 1)}`));

const objectsOf = (study: Study): string[] =>
  readdirSync(join(study.folder, 'objects'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe('importing radiographs', () => {
  it('adds both hips with crops and thumbnails, and never changes the originals', async () => {
    const before = sources.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'));
    const study = await emptyStudy();
    const { job, problems } = watched();
    expect(await importFiles(study, from(join(folder, 'films')), job)).toEqual({
      imported: 2,
      alreadyThere: 0,
      failed: 0,
      labels: { added: 28, changed: 0, joints: 4 },
      splits: ['splits'],
    });
    expect(problems).toEqual([]);
    expect(countRadiographs(study.database)).toEqual({ radiographs: 2, subjects: 2 });
    const ids = ungradedHipIds(study.database);
    expect(ids).toHaveLength(4);
    for (const id of ids) {
      const hip = hipById(study.database, id);
      const crop = hip === null ? null : await cropOfHip(study, hip);
      expect(crop?.pixels).toHaveLength(224 * 224);
      expect(crop?.landmarks).toHaveLength(80);
    }
    expect(sources.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'))).toEqual(before);
    study.close();
  });

  it('recognises a file that the study already has, under any name', async () => {
    const study = await emptyStudy();
    copyFileSync(sources[0], join(folder, 'copy.dcm'));
    await importFiles(study, from(sources[0]), watched().job);
    const objects = objectsOf(study);
    expect(await importFiles(study, from(sources[0], join(folder, 'copy.dcm')), watched().job)).toEqual({
      imported: 0,
      alreadyThere: 2,
      failed: 0,
      ...NOTHING_BESIDE,
    });
    expect(objectsOf(study)).toEqual(objects);
    study.close();
  });

  it('continues past bad files, and names each in its message', async () => {
    const bad = join(folder, 'bad');
    mkdirSync(bad, { recursive: true });
    writeFileSync(join(bad, 'text.dcm'), 'no picture at all');
    writeFileSync(join(bad, 'cut.dcm'), readFileSync(sources[0]).subarray(0, 20_000));
    const study = await emptyStudy();
    const { job, problems } = watched();
    const counts = await importFiles(
      study,
      from(join(bad, 'text.dcm'), join(bad, 'cut.dcm'), join(bad, 'absent.dcm'), sources[1]),
      job,
    );
    expect(counts).toEqual({ imported: 1, alreadyThere: 0, failed: 3, ...NOTHING_BESIDE });
    expect(problems.map(({ failure }) => failure.code).toSorted()).toEqual(['dicom-truncated', 'file-not-found', 'not-dicom']);
    for (const { file, failure } of problems) expect(failure.message).toContain(file);
    study.close();
  });

  it('stores a radiograph without points as hips with a problem, and uses points that come later', async () => {
    const late = join(folder, 'late');
    mkdirSync(late, { recursive: true });
    const film = join(late, 'film.dcm');
    copyFileSync(sources[0], film);
    const study = await emptyStudy();
    const { job, problems } = watched();
    await importFiles(study, from(film), job);
    expect(problems.map(({ failure }) => failure.code)).toEqual(['landmarks-missing', 'landmarks-missing']);
    expect(ungradedHipIds(study.database)).toEqual([]);
    copyFileSync(`${sources[0]}.pts`, `${film}.pts`);
    expect(await importFiles(study, from(film), watched().job)).toEqual({
      imported: 0,
      alreadyThere: 1,
      failed: 0,
      ...NOTHING_BESIDE,
    });
    expect(ungradedHipIds(study.database)).toHaveLength(2);
    study.close();
  });

  it('refuses the wrong number of points, points off the image, and files that are not points', async () => {
    const odd = join(folder, 'odd');
    cpSync(join(folder, 'films'), odd, { recursive: true });
    const [first, second] = sources.map((file) => join(odd, basename(file)));
    const text = readFileSync(`${first}.pts`, 'utf8');
    const lines = text.trimEnd().split('\n');
    writeFileSync(`${first}.pts`, `version: 1\nn_points: 3\n{\n${lines.slice(3, 6).join('\n')}\n}`);
    writeFileSync(
      `${second}.pts`,
      text.replaceAll(/^(\d\S*) (\d\S*)$/gm, (_, x: string, y: string) => `${Number(x) + 4000} ${y}`),
    );
    const study = await emptyStudy();
    const { job, problems } = watched();
    await importFiles(study, from(odd), job);
    expect(new Set(problems.map(({ failure }) => failure.code))).toEqual(new Set(['landmarks-count', 'landmarks-off-image']));
    expect(countHips(study.database).hips).toBe(4);
    study.close();
  });

  it('numbers a second image of the same visit instead of losing it', async () => {
    const again = join(folder, 'again.dcm');
    const bytes = readFileSync(sources[0]);
    bytes[bytes.length - 1] ^= 1; // another exposure: one pixel differs
    writeFileSync(again, bytes);
    copyFileSync(`${sources[0]}.pts`, `${again}.pts`);
    const study = await emptyStudy();
    await importFiles(study, from(sources[0], again), watched().job);
    expect(ungradedHipIds(study.database).map((id) => id.split('|')[1])).toEqual(['V00', 'V00', 'V00 (2)', 'V00 (2)']);
    study.close();
  });

  it('stops between two files when asked', async () => {
    const stopper = new AbortController();
    const study = await emptyStudy();
    const { job } = watched(stopper.signal);
    const stopping = { ...job, step: (_: string, done: number) => void (done === 1 && stopper.abort()) };
    expect((await importFiles(study, from(...sources), stopping)).imported).toBe(1);
    study.close();
    const other = await emptyStudy();
    stopper.abort();
    expect((await importFiles(other, from(...sources), watched(stopper.signal).job)).imported).toBe(0);
    other.close();
  });

  it('ends on a full disk without half-written files', async () => {
    const study = await emptyStudy();
    let puts = 0;
    const put: Study['objects']['put'] = (bytes) => {
      if ((puts += 1) === 4) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return study.objects.put(bytes);
    };
    const full = { ...study, objects: { ...study.objects, put } };
    await expect(importFiles(full, from(...sources), watched().job)).rejects.toThrow(/disk is full/);
    expect(objectsOf(study)).toEqual([]);
    expect(countRadiographs(study.database).radiographs).toBe(0);
    study.close();
  });
});
