import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findLandmarks as findLandmarkFiles } from '../../../main/cohort/find-landmarks.ts';
import { findRadiographs } from '../../../main/cohort/find-radiographs.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { temporaryFolder } from './films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const findLandmarks = async (image: string, source: string | null) => valueOrThrow(await findLandmarkFiles(image, source));
const part10 = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(40)]);
const bare = Buffer.from([8, 0, 5, 0, 0x43, 0x53, 2, 0, 0x20, 0x20]);

function file(path: string, content: string | Buffer = part10): string {
  const full = join(folder, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, content);
  return full;
}

describe('finding radiographs', () => {
  it("searches folders and recognises DICOM by its content, whatever the file's name", async () => {
    const wanted = [file('walk/a.dcm'), file('walk/deep/IM0001'), file('walk/z.bare', bare)];
    file('walk/notes.txt', 'not a picture');
    file('walk/a.dcm.pts', 'version: 1');
    file('walk/.hidden/x.dcm');
    file('walk/DICOMDIR');
    expect(await findRadiographs([join(folder, 'walk')])).toEqual({ files: wanted, problems: [] });
  });

  it('takes a named file whatever it holds, and each file only once', async () => {
    const text = file('named/report.txt', 'text');
    expect((await findRadiographs([text, text])).files).toEqual([text]);
  });

  it('ignores points and tables that are named together with images', async () => {
    const image = file('along/a.dcm');
    const points = file('along/a.dcm.pts', 'points');
    expect((await findRadiographs([image, points, join(folder, 'along', 'labels.csv')])).files).toEqual([image]);
    expect((await findRadiographs([points])).files).toEqual([points]);
  });

  it('reports missing paths and empty folders, and continues', async () => {
    mkdirSync(join(folder, 'empty'));
    const good = file('good/a.dcm');
    const found = await findRadiographs([join(folder, 'absent.dcm'), join(folder, 'empty'), good]);
    expect(found.files).toEqual([good]);
    expect(found.problems.map((problem) => problem.failure.code)).toEqual(['file-not-found', 'file-not-found']);
  });
});

describe('finding landmarks', () => {
  it('looks beside the image under both usual names', async () => {
    const image = file('beside/film.dcm');
    expect(await findLandmarks(image, null)).toEqual([]);
    const short = file('beside/film.pts', 'short');
    expect(await findLandmarks(image, null)).toEqual([{ path: short, text: 'short' }]);
    const long = file('beside/film.dcm.pts', 'long');
    expect(await findLandmarks(image, null)).toEqual([{ path: long, text: 'long' }]);
  });

  it('finds `film.dcm.pts` for an image without an ending', async () => {
    const image = file('bare/film');
    const points = file('bare/film.dcm.pts', 'points');
    expect(await findLandmarks(image, null)).toEqual([{ path: points, text: 'points' }]);
  });

  it('takes one file per side if there is no file for both', async () => {
    const image = file('sides/film.dcm');
    const right = file('sides/film.dcm_R.pts', 'right');
    const left = file('sides/film_L.pts', 'left');
    expect((await findLandmarks(image, null)).map((one) => one.path)).toEqual([right, left]);
  });

  it('looks in the folder or the file that the user names', async () => {
    const image = file('elsewhere/film.dcm');
    const points = file('points/film.dcm.pts', 'there');
    expect((await findLandmarks(image, join(folder, 'points'))).map((one) => one.path)).toEqual([points]);
    expect((await findLandmarks(image, points)).map((one) => one.path)).toEqual([points]);
    expect(await findLandmarks(image, join(folder, 'nowhere'))).toEqual([]);
  });
});
