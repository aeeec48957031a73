// Files that are built to fill the memory, to hang the reader or to end the import. Each costs itself and is explained in words.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFiles } from '../../../../main/cohort/import-files.ts';
import type { Failure } from '../../../../main/domain/failure.ts';
import { editedDicom } from '../../../fixtures/edit-dicom.ts';
import { archiveOf, png } from '../../../fixtures/hostile-files.ts';
import { startReader } from '../../../fixtures/start-reader.ts';
import { films, newStudy, temporaryFolder } from '../films.ts';

const folder = temporaryFolder();
let film = '';
let made = 0;

beforeAll(async () => {
  [film = ''] = await films(join(folder, 'films'), 1);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with these files and a good film, which must be imported whatever the others are. */
function folderWith(files: Readonly<Record<string, Uint8Array | string>>): string {
  const path = join(folder, `import-${(made += 1)}`);
  mkdirSync(path);
  copyFileSync(film, join(path, 'good.dcm'));
  copyFileSync(`${film}.pts`, join(path, 'good.dcm.pts'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

async function importOf(...paths: readonly string[]) {
  const problems: { readonly file: string; readonly code: string; readonly message: string }[] = [];
  const study = await newStudy(join(folder, `study-${(made += 1)}`));
  const job = {
    signal: new AbortController().signal,
    problem: (file: string, { code, message }: Failure) => void problems.push({ file: basename(file), code, message }),
    step: () => undefined,
    now: () => new Date(0),
    startReader,
  };
  const counts = await importFiles(study, { paths, landmarks: null }, job);
  study.close();
  return { counts, problems };
}

/** Checks that the good film was imported, and returns what was said about the others. */
async function problemsOf(files: Readonly<Record<string, Uint8Array | string>>) {
  const { counts, problems } = await importOf(folderWith(files));
  expect(counts.imported).toBe(1);
  return problems;
}

describe('an archive', () => {
  it('whose entries share their bytes is refused with both sizes', async () => {
    const content = Buffer.concat([randomBytes(60_000), Buffer.alloc(1_000_000)]);
    expect(await problemsOf({ 'overlap.zip': archiveOf(content, 40, 'shared') })).toEqual([
      {
        file: 'overlap.zip',
        code: 'archive-malformed',
        message: expect.stringMatching(/39 of its entries share their bytes, so that 0\.\d+ MB would unpack to 42\.4 MB/),
      },
    ]);
  });

  it('of many small entries that unpack too far is refused with both sizes', { tags: ['slow'] }, async () => {
    const zeros = new Uint8Array(15 * 1024 ** 2);
    expect(await problemsOf({ 'small.zip': archiveOf(zeros, 70, 'own') })).toEqual([
      {
        file: 'small.zip',
        code: 'archive-too-large',
        message: expect.stringMatching(/has \d\S* MB and claims to unpack to 1,100 MB/),
      },
    ]);
  });

  it('with a damaged entry loses only this entry', { tags: ['slow'] }, async () => {
    const bytes = zipSync({ 'a.dcm': [readFileSync(film), { level: 0 }] });
    bytes[200_000] = (bytes[200_000] ?? 0) ^ 1;
    const [problem] = await problemsOf({ 'changed.zip': bytes });
    expect(problem).toMatchObject({ code: 'archive-malformed', message: expect.stringContaining('its checksum is wrong') });
  });
});

describe('a PNG', () => {
  for (const kind of ['iCCP', 'zTXt'])
    it(`with a bomb in its ${kind} chunk is read without unpacking it`, { tags: kind === 'zTXt' ? ['slow'] : [] }, async () => {
      const bomb = deflateSync(Buffer.alloc(600_000_000), { level: 1 });
      const picture = png(kind, Buffer.concat([Buffer.from('a\0\0', 'latin1'), bomb]));
      const path = join(folder, `knee-${kind}`, 'train', '3');
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, '9000099R.png'), picture);
      expect(await importOf(join(folder, `knee-${kind}`))).toMatchObject({ counts: { imported: 1 }, problems: [] });
    });

  it('with a damaged colour profile is read', async () => {
    const path = join(folder, 'profile', 'train', '3');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, '9000099R.png'), png('iCCP', Buffer.from('a\0\0no zlib data', 'latin1')));
    expect(await importOf(join(folder, 'profile'))).toMatchObject({ counts: { imported: 1 }, problems: [] });
  });
});

describe('a label table', () => {
  const header = 'subject,visit,side,osteo_fem_sup\n';
  it.each([
    [
      'of 100,000 columns',
      () => `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n1,2,3\n`,
      /Line 1 .* 100,000 columns, and at most 5,000/,
    ],
    ['with an endless line', () => `${header}${'a'.repeat(2_000_000)}\n`, /a line of more than 1,000,000 characters/],
    ['with an open quotation mark', () => `${header}"${'a,b\n'.repeat(500_000)}`, /a quotation mark is not closed/],
    ['of too many lines', () => `${header}${'A,V00,right,1\n'.repeat(500_001)}`, /more than 500,000 lines/],
    ['of too many cells', () => `${header}${`${','.repeat(4900)}\n`.repeat(2100)}`, /more than 10,000,000 cells/],
  ])('%s is refused in words, and the server stays responsive', { tags: ['slow'] }, async (_, text, words) => {
    const path = folderWith({ 'table.csv': text() });
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const { counts, problems } = await importOf(path);
    delay.disable();
    expect(counts.imported).toBe(1);
    expect(problems).toEqual([{ file: 'table.csv', code: 'labels-malformed', message: expect.stringMatching(words) }]);
    expect(delay.percentile(95) / 1e6).toBeLessThan(300);
  });

  it('of 3 GB is refused before it is read', async () => {
    const path = folderWith({ 'table.csv': header });
    truncateSync(join(path, 'table.csv'), 3 * 1024 ** 3);
    const { problems } = await importOf(path);
    expect(problems).toMatchObject([
      { message: expect.stringContaining('The table has 3,222 MB, and at most 128 MB were expected') },
    ]);
  });

  it('of a thousand bad lines lists them, and counts the others', { tags: ['slow'] }, async () => {
    const problems = await problemsOf({ 'table.csv': `${header}${'A,V00,sideways,1\n'.repeat(1500)}` });
    expect(problems).toHaveLength(1001);
    expect(problems.at(-1)?.message).toMatch(/500 further problems of this table are not listed/);
  });
});

describe('a film', () => {
  it('whose rescale makes its greys infinite is refused in words', async () => {
    const edits = new Map([
      [0x00281052, { vr: 'DS', value: '1e308' }],
      [0x00281053, { vr: 'DS', value: '1e308' }],
    ]);
    const problems = await problemsOf({ 'infinite.dcm': editedDicom(readFileSync(film), edits) });
    expect(problems).toMatchObject([{ code: 'dicom-malformed', message: expect.stringContaining('slope 1e+308') }]);
  });

  it('of 3 GB is refused before it is read', async () => {
    const path = folderWith({ 'huge.dcm': readFileSync(film) });
    truncateSync(join(path, 'huge.dcm'), 3 * 1024 ** 3);
    const { counts, problems } = await importOf(path);
    expect(counts.imported).toBe(1);
    expect(problems).toMatchObject([{ code: 'file-unreadable', message: expect.stringContaining('huge.dcm has 3,222 MB') }]);
  });
});

describe('a path', () => {
  it('that is too long or contains a null character is a problem of its own', async () => {
    const path = folderWith({});
    const long = join(path, `${'x'.repeat(300)}.dcm`);
    const { counts, problems } = await importOf(long, join(path, 'a\0b.dcm'), path);
    expect(counts.imported).toBe(1);
    expect(problems.map(({ code }) => code)).toEqual(['file-unreadable', 'file-unreadable']);
    expect(problems[0]?.message).toMatch(/^The path of x{80}\.\.\. is too long/);
  });

  it('that leads back to itself is a problem of its own, and links in a folder are not followed', async () => {
    const path = folderWith({});
    symlinkSync('round.dcm', join(path, 'round.dcm'));
    symlinkSync('..', join(path, 'up'));
    const { counts, problems } = await importOf(join(path, 'round.dcm'), path);
    expect(counts.imported).toBe(1);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('round.dcm is a link that leads back to itself'),
      expect.stringContaining('up is a link, and links inside a folder are not followed'),
    ]);
  });

  it.skipIf(process.platform === 'win32')('of a pipe, a socket or a device is a problem of its own', async () => {
    const path = folderWith({});
    spawnSync('mkfifo', [join(path, 'pipe.dcm'), join(path, 'good.dcm_R.pts')]);
    const server = createServer().listen(join(path, 'socket.dcm'));
    try {
      const { counts, problems } = await importOf(join(path, 'pipe.dcm'), '/dev/zero', join(path, 'socket.dcm'), path);
      expect(counts.imported).toBe(1);
      expect(problems.map(({ file }) => file)).toEqual(['pipe.dcm', 'zero', 'socket.dcm', 'good.dcm_R.pts', 'socket.dcm']);
      expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['file-unreadable']));
    } finally {
      server.close();
    }
  });

  // The super-user may read everything.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'that may not be read is a problem of its own',
    async () => {
      const path = folderWith({ 'secret.dcm': readFileSync(film) });
      chmodSync(join(path, 'secret.dcm'), 0);
      mkdirSync(join(path, 'closed'), { mode: 0 });
      const { counts, problems } = await importOf(path);
      expect(counts.imported).toBe(1);
      expect(problems.map(({ file, code }) => [file, code])).toEqual([
        ['closed', 'file-unreadable'],
        ['secret.dcm', 'file-unreadable'],
      ]);
    },
  );
});
