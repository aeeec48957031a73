// What `import`, `predict`, `deidentify` and `evaluate` say of the files that did not come in, and how they exit.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStudy } from '../../main/cohort/study-folder.ts';
import { foundPointsOf } from '../../main/database/found-points.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { writePhantomCohort, type CohortOptions } from '../../main/phantom/write-cohort.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { zipFile } from '../fixtures/zip-file.ts';

const NOBODY = 65534;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const home = mkdtempSync(join(tmpdir(), 'osteograde-left-out-'));
let film = '';
let points = '';

/** The last film of a cohort of phantoms. */
async function phantom(name: string, cohort: Pick<CohortOptions, 'subjects' | 'seed' | 'implantShare'>): Promise<string> {
  const folder = join(home, name);
  valueOrThrow(await writePhantomCohort({ ...cohort, folder, visits: 1, enrichment: 'published' }, () => undefined));
  const films = readdirSync(folder).filter((file) => file.endsWith('.dcm'));
  return join(folder, films.toSorted().at(-1) ?? '');
}

beforeAll(async () => {
  film = await phantom('phantom', { subjects: 1, seed: 77, implantShare: 0 });
  points = readFileSync(`${film}.pts`, 'utf8');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function folderWith(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(home, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}

const run = async (...args: readonly string[]) => osteograde(args, { home });

const Imported = z.looseObject({
  imported: z.number(),
  leftOut: z.array(z.looseObject({ file: z.string(), code: z.string() })),
  errors: z.array(z.looseObject({ file: z.string(), code: z.string(), message: z.string() })),
});

describe('an import', () => {
  it(
    'exits with 0 if only files stayed out that nobody wants, and its preview says the same',
    { tags: ['slow'], timeout: 120_000 },
    async () => {
      const folder = folderWith('notes', {
        'film.dcm': readFileSync(film),
        'film.PTS': points,
        'README.txt': 'These films were read twice, in 2020.\n',
        '.DS_Store': 'x',
      });
      const preview = await run('import', folder, '--study', join(home, 'notes-study'), '--dry-run');
      const done = await run('import', folder, '--study', join(home, 'notes-study'));
      const end = [
        'Left out: README.txt is not a radiograph, points, a label table, a split or a cohort file.',
        'Left out: 1 file or folder belongs to the operating system: .DS_Store.',
      ];
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(done.stdout.trim().split('\n')).toEqual(['1 imported, 0 already there, 0 could not be read.', ...end]);
      expect(preview).toMatchObject({ code: 0, stderr: '' });
      expect(preview.stdout.trim().split('\n').slice(-2)).toEqual(end);
    },
  );

  it('exits with 1 if something was refused, names it, and saves the list', async () => {
    const zip = zipFile([
      { name: 'a.dcm', content: readFileSync(film) },
      { name: 'b.dcm', content: 'Dear colleague' },
    ]);
    const folder = folderWith('refused', { 'films.zip': zip, 'lost.pts': points, 'scan.tif': Buffer.from('II*\0', 'latin1') });
    const list = join(home, 'refused.json');
    const args = ['import', folder, '--study', join(home, 'refused-study'), '--json', '--save-problems', list];
    const { code, stdout } = await run(...args);
    const { imported, errors } = Imported.parse(JSON.parse(stdout));
    expect([code, imported]).toEqual([1, 1]);
    expect(errors.map((error) => [basename(error.file), error.code])).toEqual(
      expect.arrayContaining([
        ['b.dcm', 'not-dicom'],
        ['lost.pts', 'landmarks-unused'],
        ['scan.tif', 'picture-malformed'],
      ]),
    );
    expect(JSON.parse(readFileSync(list, 'utf8'))).toEqual(expect.arrayContaining(errors));
  }, 120_000);

  it('of nothing exits with 1', async () => {
    const folder = folderWith('nothing', { 'README.txt': 'Nothing is here.' });
    const { code, stderr } = await run('import', folder, '--study', join(home, 'nothing-study'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/holds no radiograph/);
  }, 60_000);

  it('exits with 0 if only prostheses stayed out', { tags: ['slow'], timeout: 120_000 }, async () => {
    const operated = await phantom('prostheses', { subjects: 3, seed: 52_004, implantShare: 1 });
    const folder = folderWith('implants', { 'film.dcm': readFileSync(operated) });
    const { code, stdout } = await run('import', folder, '--study', join(home, 'implants-study'), '--json');
    const { errors, leftOut } = Imported.parse(JSON.parse(stdout));
    expect(errors).toEqual([]);
    expect(new Set(leftOut.map((hip) => hip.code))).toEqual(new Set(['hip-replaced']));
    expect(code).toBe(0);
  });

  it('finds the hip of which the points say nothing', { tags: ['slow'], timeout: 180_000 }, async () => {
    const lines = points.split('\n');
    const right = [...lines.slice(0, 3), ...lines.slice(3, 83), '}', ''].join('\n').replace('160', '80');
    const folder = folderWith('one-side', { 'film.dcm': readFileSync(film), 'film.dcm_R.pts': right });
    const path = join(home, 'one-side-study');
    expect(await run('import', folder, '--study', path)).toMatchObject({ code: 0, stderr: '' });
    const study = valueOrThrow(await openStudy(path));
    const ids = z
      .array(z.string())
      .parse(study.database.prepare('SELECT hip_id FROM hips JOIN crops USING (hip_id)').pluck().all());
    const origins = ids.map((id) => [id.split('|').at(-1), foundPointsOf(study.database, id) === null ? 'file' : 'network']);
    study.close();
    expect(new Map(origins.map(([side, origin]) => [side, origin]))).toEqual(
      new Map([
        ['left', 'network'],
        ['right', 'file'],
      ]),
    );
    const { stdout } = await run('predict', folder, '--json');
    const { hips } = z
      .looseObject({ hips: z.array(z.looseObject({ side: z.string(), pointsFrom: z.string() })) })
      .parse(JSON.parse(stdout));
    expect(hips.map(({ side, pointsFrom }) => [side, pointsFrom])).toEqual([
      ['right', 'file'],
      ['left', 'network'],
    ]);
  });
});

describe('predict and deidentify', () => {
  it('read archives and hidden folders, and name what stayed out', { tags: ['slow'], timeout: 180_000 }, async () => {
    const zip = zipFile([{ name: '.series/a.dcm', content: readFileSync(film) }]);
    const folder = folderWith('walked', { 'films.zip': zip, 'letter.dcm': 'Dear colleague', 'note.md': 'x' });
    const graded = await run('predict', folder);
    expect(graded.code).toBe(1);
    expect(graded.stdout.match(/grade [0-3]/g)).toHaveLength(8);
    const end = ['Not taken: letter.dcm.', expect.stringMatching(/^Left out: note\.md/)];
    expect(graded.stdout.trim().split('\n').slice(-2)).toEqual(end);
    const copied = await run('deidentify', folder, '--out', join(home, 'copies'));
    expect(copied.code).toBe(1);
    expect(copied.stdout).toMatch(/^1 copies written, 1 files refused\./);
    expect(copied.stdout.trim().split('\n').slice(-2)).toEqual(end);
  });
});

// Only root can become another user, who may not open a folder of root's.
describe.skipIf(!isRoot)('a user who may not open one folder', () => {
  it('imports the rest, and reads the name of that folder', async () => {
    const folder = folderWith('stick', {
      'images/film.dcm': readFileSync(film),
      'images/film.dcm.pts': points,
      'private/x.dcm': 'x',
    });
    chmodSync(join(folder, 'private'), 0o700);
    const own = join(home, 'own');
    mkdirSync(own);
    chownSync(own, NOBODY, NOBODY);
    chmodSync(home, 0o755);
    const program = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath];
    const cli = ['--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, '../../main/hosts/cli.ts')];
    const { code, stdout, stderr } = await osteograde(['import', folder, '--study', join(own, 'study')], {
      home: own,
      program: [...program, ...cli],
    });
    expect(stderr).toMatch(/^You do not have permission to read the folder private, so it was left out\./);
    expect(stdout).toMatch(/^1 imported, 0 already there, 1 could not be read\.\nNot taken: private\./);
    expect(code).toBe(1);
  }, 120_000);
});
