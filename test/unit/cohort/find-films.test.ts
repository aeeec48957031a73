import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findOnlyFilms } from '../../../main/cohort/find-films.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';
import { temporaryFolder } from './films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const part10 = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(40)]);
const bare = Buffer.from([8, 0, 5, 0, 0x43, 0x53, 2, 0, 0x20, 0x20]);

function file(path: string, content: string | Buffer = part10): string {
  const full = join(folder, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, content);
  return full;
}

/** Each film with its points, and the code of each problem, below the folder of this test. */
async function found(paths: readonly string[], landmarks: string | null = null) {
  const { films, problems } = await findOnlyFilms(
    { paths, landmarks },
    { startReader: startReaderHere, signal: new AbortController().signal },
  );
  const named = (path: string): string => (path === '' ? '' : relative(folder, path));
  return {
    films: films.map(({ file: image, points }) => [named(image.location), ...points.map(({ location }) => named(location))]),
    problems: problems.map((problem) => [named(problem.file), problem.failure.code]),
  };
}

describe('finding films', () => {
  it("searches folders and recognises DICOM by its content, whatever the file's name", async () => {
    file('walk/a.dcm');
    file('walk/deep/IM0001');
    file('walk/z.bare', bare);
    file('walk/.1.2.3_series/b.dcm');
    file('walk/a.dcm.pts', 'version: 1');
    file('walk/DICOMDIR', Buffer.alloc(0));
    file('walk/notes.txt', 'not a picture');
    file('walk/.DS_Store', 'x');
    file('walk/System Volume Information/IndexerVolumeGuid', 'x');
    expect(await found([join(folder, 'walk')])).toEqual({
      films: [['walk/.1.2.3_series/b.dcm'], ['walk/a.dcm', 'walk/a.dcm.pts'], ['walk/deep/IM0001'], ['walk/z.bare']],
      problems: [
        ['walk/DICOMDIR', 'not-dicom'],
        ['walk/notes.txt', 'left-out'],
        ['walk/.DS_Store', 'left-out'],
      ],
    });
  });

  it('names what may be a radiograph in a form that is not read', async () => {
    file('foreign/a.dcm');
    file('foreign/b.tif', Buffer.from('II*\0\x08\0\0\0', 'latin1'));
    file('foreign/c.dcm.gz', Buffer.from('\x1f\x8b\x08\0', 'latin1'));
    file('foreign/d.dcm', 'Dear colleague');
    file('foreign/e.dcm', '');
    file('foreign/IM0007', '');
    file('foreign/labels.xlsx', Buffer.from('PK\x03\x04', 'latin1'));
    expect((await found([join(folder, 'foreign')])).problems).toEqual([
      ['foreign/IM0007', 'not-dicom'],
      ['foreign/b.tif', 'picture-malformed'],
      ['foreign/c.dcm.gz', 'archive-malformed'],
      ['foreign/d.dcm', 'not-dicom'],
      ['foreign/e.dcm', 'not-dicom'],
      ['foreign/labels.xlsx', 'labels-malformed'],
    ]);
  });

  it('takes a named file whatever it holds, and each file only once', async () => {
    const text = file('named/report.txt', 'text');
    expect((await found([text, text])).films).toEqual([['named/report.txt']]);
  });

  it('leaves out points, tables and notes that are named together with images, as * names them', async () => {
    const image = file('along/a.dcm');
    const points = file('along/a.dcm.pts', 'points');
    const note = file('along/README.txt', 'These films were read twice, in 2020');
    const table = file('along/labels.csv', 'subject,side,kl\nP,right,1\n');
    expect(await found([image, points, note, table])).toEqual({
      films: [['along/a.dcm', 'along/a.dcm.pts']],
      problems: [
        ['along/README.txt', 'left-out'],
        ['along/labels.csv', 'left-out'],
      ],
    });
    expect(await found([points])).toEqual({ films: [], problems: [['along/a.dcm.pts', 'not-dicom']] });
  });

  it('reports missing paths and folders without films, and continues', async () => {
    mkdirSync(join(folder, 'empty'));
    file('noted/readme.md', 'x');
    const good = file('good/a.dcm');
    const paths = [join(folder, 'absent.dcm'), join(folder, 'empty'), join(folder, 'noted'), good];
    expect(await found(paths)).toEqual({
      films: [['good/a.dcm']],
      problems: [
        ['absent.dcm', 'file-not-found'],
        ['empty', 'file-not-found'],
        ['noted/readme.md', 'left-out'],
        ['noted', 'file-not-found'],
      ],
    });
  });
});

describe.skipIf(process.platform === 'win32')('finding films beside what is not a file', () => {
  it('reports pipes and links, and continues with the rest of the folder', async () => {
    file('odd/z/good.dcm');
    spawnSync('mkfifo', [join(folder, 'odd', 'pipe.dcm')]);
    symlinkSync('..', join(folder, 'odd', 'up'));
    symlinkSync('nowhere', join(folder, 'odd', 'gone'));
    symlinkSync('round', join(folder, 'odd', 'round'));
    symlinkSync('z/good.dcm', join(folder, 'odd', 'same.dcm'));
    expect(await found([join(folder, 'odd')])).toEqual({
      films: [['odd/z/good.dcm']],
      problems: [
        ['odd/gone', 'file-not-found'],
        ['odd/pipe.dcm', 'file-unreadable'],
        ['odd/round', 'left-out'],
        ['odd/same.dcm', 'left-out'],
        ['odd/up', 'file-unreadable'],
      ],
    });
  });

  it('names a branch that is too deep, and reads what lies beside it', async () => {
    file('deep/ok.dcm');
    const script = 'cd "$1"; n=$(printf "n%.0s" $(seq 1 240)); for i in $(seq 1 20); do mkdir $n && cd $n || break; done';
    spawnSync('bash', ['-c', script, 'bash', join(folder, 'deep')]);
    const { films, problems } = await found([join(folder, 'deep')]);
    expect(films).toEqual([['deep/ok.dcm']]);
    expect(problems.map(([, code]) => code)).toEqual(['file-unreadable']);
    spawnSync('rm', ['-rf', join(folder, 'deep')]);
  });
});

describe('the points of a film', () => {
  const pointsOf = async (path: string, landmarks: string | null = null) => (await found([path], landmarks)).films[0]?.slice(1);

  it('lie beside it under both usual names, and the longer name comes first', async () => {
    const image = file('beside/film.dcm');
    expect(await pointsOf(image)).toEqual([]);
    file('beside/film.pts', 'short');
    expect(await pointsOf(image)).toEqual(['beside/film.pts']);
    file('beside/film.dcm.pts', 'long');
    expect(await pointsOf(image)).toEqual(['beside/film.dcm.pts']);
    expect((await found([join(folder, 'beside')])).problems).toEqual([['beside/film.pts', 'left-out']]);
  });

  it('may be called `film.dcm.pts` for an image without an ending', async () => {
    const image = file('bare/film');
    file('bare/film.dcm.pts', 'points');
    expect(await pointsOf(image)).toEqual(['bare/film.dcm.pts']);
  });

  it('are one file per side if there is no file for both', async () => {
    const image = file('sides/film.dcm');
    file('sides/film.dcm_R.pts', 'right');
    file('sides/film_L.pts', 'left');
    expect(await pointsOf(image)).toEqual(['sides/film.dcm_R.pts', 'sides/film_L.pts']);
  });

  it('are in the folder or the file that the user names, which must be there', async () => {
    const image = file('elsewhere/film.dcm');
    const points = file('points/below/film.dcm.pts', 'there');
    file('points/other.pts', 'of another film');
    expect(await found([image], join(folder, 'points'))).toEqual({
      films: [['elsewhere/film.dcm', 'points/below/film.dcm.pts']],
      problems: [],
    });
    expect(await pointsOf(image, points)).toEqual(['points/below/film.dcm.pts']);
    expect((await found([image], join(folder, 'nowhere'))).problems).toEqual([['nowhere', 'file-not-found']]);
  });

  it('match in any letter case and Unicode form, each file to one film', async () => {
    file('forms/Mu\u0308ller.dcm');
    file('forms/M\u00fcller.dcm.pts', 'composed');
    file('forms/B.DCM');
    file('forms/b.PTS', 'other case');
    file('forms/c.dcm');
    file('forms/C.dcm');
    file('forms/C.dcm.pts', 'of C alone');
    const { films, problems } = await found([join(folder, 'forms')]);
    expect(films).toEqual([
      ['forms/B.DCM', 'forms/b.PTS'],
      ['forms/C.dcm', 'forms/C.dcm.pts'],
      ['forms/Mu\u0308ller.dcm', 'forms/M\u00fcller.dcm.pts'],
      ['forms/c.dcm'],
    ]);
    expect(problems).toEqual([]);
  });

  it('that fit no film, or that could belong to two, are named', async () => {
    file('loose/a.dcm');
    file('loose/x.pts', 'of no film');
    file('loose/one/same.dcm');
    file('loose/two/same.dcm');
    file('loose/points/same.dcm.pts', 'of which?');
    const { films, problems } = await found([join(folder, 'loose')]);
    expect(films.map(([image, ...points]) => [basename(image ?? ''), points.length])).toEqual([
      ['a.dcm', 0],
      ['same.dcm', 0],
      ['same.dcm', 0],
    ]);
    expect(problems).toEqual([
      ['loose/points/same.dcm.pts', 'landmarks-unused'],
      ['loose/x.pts', 'landmarks-unused'],
    ]);
  });
});
