import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { openReader } from '../../../../main/cohort/reading/open-reader.ts';
import { kindOfFile } from '../../../../main/cohort/sources/file-kind.ts';
import { findSources } from '../../../../main/cohort/sources/find-sources.ts';
import { headOfSource, readSource } from '../../../../main/cohort/sources/source-file.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { dicomFile, smallRadiograph, SYNTAX } from '../../../fixtures/dicom-file.ts';
import { zipFile } from '../../../fixtures/zip-file.ts';
import { temporaryFolder } from '../films.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';

const folder = temporaryFolder();

const filmOf = (subject: string) =>
  new Uint8Array(
    dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph([{ tag: 0x00100020, vr: 'LO', value: subject }]) }),
  );
const film = filmOf('P');
const signal = new AbortController().signal;
const reader = openReader({ start: startReaderHere, signal });
afterAll(async () => {
  await reader.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(path: string, content: Uint8Array | string): string {
  const full = join(folder, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, content);
  return full;
}

function zip(path: string, files: Zippable, change: (bytes: Uint8Array) => void = () => undefined): string {
  const bytes = zipSync(files);
  change(bytes);
  return file(path, bytes);
}

/** The offset of the first central directory entry. */
function directoryOf(bytes: Uint8Array): number {
  return Buffer.from(bytes.buffer).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
}

async function found(...paths: string[]) {
  const { sources, problems } = await findSources(paths, reader, signal);
  return {
    kinds: Object.fromEntries(sources.map(({ file: { location }, kind }) => [location.slice(folder.length + 1), kind])),
    problems: problems.map((problem) => `${basename(problem.file)}: ${problem.failure.code}`),
  };
}

describe('the sources of an import', () => {
  it('are recognised by their content', async () => {
    file('mixed/film', film);
    file('mixed/film.pts', 'version: 1\nn_points: 160\n{\n');
    file('mixed/labels.csv', 'subject,side,osteo_fem_sup\n');
    file('mixed/split.txt', 'OAI-9000622,train\n');
    file('mixed/knee/train/0/1R.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    file('mixed/crops.h5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'));
    file('mixed/curves.mrk.json', '{}');
    file('mixed/readme.md', 'hello');
    expect(await found(join(folder, 'mixed'))).toEqual({
      kinds: {
        'mixed/crops.h5': 'cohort',
        'mixed/curves.mrk.json': 'markups',
        'mixed/film': 'dicom',
        'mixed/film.pts': 'points',
        'mixed/knee/train/0/1R.png': 'picture',
        'mixed/labels.csv': 'table',
        'mixed/split.txt': 'split',
      },
      problems: ['readme.md: left-out'],
    });
  });

  it.each([
    ['labels.csv', 'table', 'subject,side,kl\n1,R,1\n'],
    ['labels.csv', 'table', 'sep=;\r\nsubject;side;kl\r\n1;R;1\r\n'],
    ['labels.csv', 'table', 'Hip readings 2024\n\nsubject;side;kl\n1;R;1\n'],
    ['labels.csv', 'table', '"subject,side,kl"\n"1,R,1"\n'],
    ['labels.csv', 'table', 'patient;oa\nA;1\n'],
    ['labels.csv', 'table', Buffer.from('subject\tside\tkl\r\n', 'utf16le')],
    ['labels.txt', 'table', Buffer.from('\uFEFFsubject\tside\tkl\r\n', 'utf16le').swap16()],
    ['labels.dat', 'table', 'subject,side,kl\n1,R,1\n'],
    ['labels', 'table', 'ID|hip|V00HAOSS\n1|R|1\n'],
    ['split.csv', 'split', 'subject,split\n1,train\n'],
    ['split.csv', 'split', Buffer.from('sep=;\r\n="007";train\r\n', 'utf16le')],
    ['readme.txt', 'other', 'Read this first, please.\nThank you.\n'],
    ['notes', 'other', 'subject, side and grades are in the table\n'],
  ])('%s is a %s where it holds %j', (name, kind, content) => expect(kindOfFile(name, Buffer.from(content))).toBe(kind));

  it('are taken once each, and a named file is taken whatever it holds', async () => {
    const note = file('twice/note.md', 'hello');
    expect((await found(note, note)).kinds).toEqual({ 'twice/note.md': 'dicom' });
  });

  it('report missing paths and empty folders', async () => {
    mkdirSync(join(folder, 'bare'));
    expect((await found(join(folder, 'absent'), join(folder, 'bare'))).problems).toEqual([
      'absent: file-not-found',
      'bare: file-not-found',
    ]);
  });
});

describe('an archive', () => {
  it('is read entry by entry, without hidden files', async () => {
    const path = zip('good.zip', {
      'a/film.dcm': film,
      '__MACOSX/a/._film.dcm': film,
      'labels.csv': strToU8('subject,side,kl\n'),
    });
    expect((await found(path)).kinds).toEqual({ 'good.zip/a/film.dcm': 'dicom', 'good.zip/labels.csv': 'table' });
    const { sources } = await findSources([path], reader, signal);
    expect(valueOrThrow(await readSource(sources[0].file))).toEqual(Buffer.from(film));
    expect(valueOrThrow(await headOfSource(sources[0].file, 8)).length).toBe(8);
  });

  it('with encrypted entries is read without these, and they are reported by name', async () => {
    const path = zip('locked.zip', { 'secret.dcm': film, 'z.dcm': film }, (bytes) => {
      bytes[6] |= 1;
      bytes[directoryOf(bytes) + 8] |= 1;
    });
    expect(await found(path)).toEqual({ kinds: { 'locked.zip/z.dcm': 'dicom' }, problems: ['secret.dcm: archive-encrypted'] });
  });

  it('that is a bomb is refused before anything is unpacked', async () => {
    const path = zip('bomb.zip', { 'bomb.dcm': new Uint8Array(40 * 1024 ** 2) });
    expect((await found(path)).problems).toEqual(['bomb.dcm: archive-too-large']);
  });

  it('whose entry unpacks to more than it announces is read no further', async () => {
    const path = zip('liar.zip', { 'liar.dcm': new Uint8Array(8 * 1024 ** 2) }, (bytes) => {
      new DataView(bytes.buffer).setUint32(directoryOf(bytes) + 24, 4096, true);
    });
    expect(await found(path)).toMatchObject({ kinds: {} });
    const whole = zip('liar-late.zip', { 'liar.dcm': [film, { level: 0 }], 'b.dcm': film }, (bytes) => {
      new DataView(bytes.buffer).setUint32(directoryOf(bytes) + 24, 100, true);
    });
    expect((await found(whole)).problems.join()).toMatch(/archive-malformed/);
  });

  it('inside an archive is reported, not opened', async () => {
    const inner = zipSync({ 'film.dcm': film });
    expect((await found(zip('outer.zip', { 'inner.zip': inner }))).problems).toEqual(['inner.zip: archive-malformed']);
  });

  it('with one name twice is read twice', async () => {
    const entries = [1, 2].map((subject) => ({ name: 'a.dcm', content: filmOf(`P${subject}`) }));
    const { sources } = await findSources([file('twice.zip', zipFile(entries))], reader, signal);
    expect(sources.map((source) => [basename(source.file.location), source.film?.subject])).toEqual([
      ['a.dcm', 'P1'],
      ['a.dcm', 'P2'],
    ]);
  });

  it('with folders whose names begin with a dot, links and paths out of it is read, and each refusal is named', async () => {
    const path = file(
      'odd.zip',
      zipFile([
        { name: '.1.2.3_series/b.dcm', content: film },
        { name: '../../out.dcm', content: film },
        { name: 'link.dcm', content: 'b.dcm', unixMode: 0o120777 },
        { name: '.DS_Store', content: 'x' },
        { name: 'System Volume Information/x.dcm', content: film },
        { name: 'README.txt', content: 'These films were read twice, in 2020' },
      ]),
    );
    expect(await found(path)).toEqual({
      kinds: { 'odd.zip/.1.2.3_series/b.dcm': 'dicom', 'odd.zip/../../out.dcm': 'dicom' },
      problems: ['link.dcm: file-unreadable', 'README.txt: left-out', '.DS_Store: left-out'],
    });
  });

  it('with a damaged entry is read without it, and the entry is named', async () => {
    const bytes = zipFile([
      { name: 'a.dcm', content: Buffer.concat([film, Buffer.alloc(5000, 7)]), stored: true },
      { name: 'b.dcm', content: film },
    ]);
    bytes[3000] = 8;
    const { sources, problems } = await findSources([file('rotten.zip', bytes)], reader, signal);
    expect(sources.map((source) => basename(source.file.location))).toEqual(['b.dcm']);
    expect(problems.map(({ failure }) => failure.message)).toEqual([
      'a.dcm is damaged inside its archive. Copy it again. Reason: its checksum is wrong.',
    ]);
  });

  it('that is truncated is refused with a reason', async () => {
    const path = file('cut.zip', zipSync({ 'film.dcm': film }).subarray(0, 60));
    expect((await found(path)).problems).toEqual(['cut.zip: archive-malformed']);
  });
});

describe('a DICOMDIR', () => {
  const item = (reference: string) => {
    const value = Buffer.from(reference.length % 2 === 0 ? reference : `${reference} `, 'latin1');
    const element = Buffer.concat([Buffer.from([4, 0, 0, 0x15, 0x43, 0x53, value.length, 0]), value]);
    const head = Buffer.from([0xfe, 0xff, 0, 0xe0, element.length, 0, 0, 0]);
    return Buffer.concat([head, element]);
  };
  const directory = (...references: string[]) =>
    dicomFile({
      syntax: SYNTAX.explicit,
      elements: [{ tag: 0x00041220, vr: 'SQ', value: Buffer.concat(references.map(item)) }],
    });

  it('that is named adds the files it lists, in any letter case or with an ending or a version, and reports the missing ones', async () => {
    file('medium/images/im1', film);
    file('medium/images/im2.dcm', film);
    file('medium/images/IM3;1', film);
    file('medium/other.dcm', film);
    const references = ['IMAGES\\IM1', 'IMAGES\\IM2', 'IMAGES\\IM3', 'IMAGES\\IM4', '..\\outside'];
    const path = file('medium/DICOMDIR', directory(...references));
    file('outside', film);
    expect(await found(path)).toEqual({
      kinds: { 'medium/images/im1': 'dicom', 'medium/images/im2.dcm': 'dicom', 'medium/images/IM3;1': 'dicom' },
      problems: ['IM4: file-not-found', 'outside: file-not-found'],
    });
  });

  it('in a folder reports the files that the medium lost', async () => {
    file('incomplete/im1.dcm', film);
    file('incomplete/DICOMDIR', directory('IM1', 'IM2'));
    expect(await found(join(folder, 'incomplete'))).toEqual({
      kinds: { 'incomplete/im1.dcm': 'dicom' },
      problems: ['IM2: file-not-found'],
    });
  });
});
