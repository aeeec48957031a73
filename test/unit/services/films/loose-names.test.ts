import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isPlainFile } from '../../../../main/cohort/identity/plain-names.ts';
import { openLooseNames } from '../../../../main/services/films/loose-names.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const film = { subject: '患者-5', visit: '2019-03-04', identityRemoved: false };

describe('the names of loose files', () => {
  it('are pseudonyms of a key table in the home folder that only its owner can read, the same in every run', () => {
    const home = join(folder, 'new', 'home');
    const first = openLooseNames({ home }, { keepIdentifiers: false });
    const named = first.film(film);
    expect(named).toEqual({ subject: expect.stringMatching(/^S-[2-9A-Z]{10}$/), visit: 'day 0' });
    first.close();
    const second = openLooseNames({ home }, { keepIdentifiers: false });
    expect([second.stored, second.film(film)]).toEqual([true, named]);
    second.close();
    expect([statSync(home).mode & 0o777, statSync(join(home, 'keys.sqlite')).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('replace the name of a file unless it says only what the file shows, and keep two files apart', () => {
    const names = openLooseNames({ home: join(folder, 'home') }, { keepIdentifiers: false });
    expect(names.file('/data/Smith^John/film-2.dcm')).toBe('film-2.dcm');
    expect(names.file('/data/other/film-2.dcm')).toBe('film-2-2.dcm');
    expect(names.file('/data/Smith.dcm', 'S-1')).toBe('S-1');
    expect(names.file('/data/Smith2.dcm', 'S-1')).toBe('S-1-2');
    expect(names.file('/data/Jones.dcm')).toMatch(/^S-[2-9A-Z]{10}$/);
    const failure = names.failure('/data/Smith.dcm', { code: 'not-dicom', message: 'Smith.dcm: This is not DICOM.' });
    expect(failure.message).toBe('S-1: This is not DICOM.');
    names.close();
  });

  it('are as written on request, without what a terminal would obey', () => {
    const names = openLooseNames({ home: join(folder, 'home') }, { keepIdentifiers: true });
    expect(names.film(film)).toEqual({ subject: '患者-5', visit: '2019-03-04' });
    expect(names.film({ ...film, subject: '\u001B]0;owned\u0007\u202Egnp' }).subject).not.toMatch(/\p{Cc}|\u202E/u);
    expect(names.file('/data/Smith.dcm')).toBe('/data/Smith.dcm');
    expect(names.tags({ PatientID: 'MRN\u001B[31m', Rows: 3 })).toEqual({
      PatientID: expect.not.stringContaining('\u001B'),
      Rows: 3,
    });
    names.close();
  });

  it('show numbers and defined terms of a header, and nothing that somebody typed', () => {
    const names = openLooseNames({ home: join(folder, 'home') }, { keepIdentifiers: false });
    const tags = {
      Rows: 7,
      Modality: 'DX',
      ImageType: ['DERIVED', 'Smith'],
      ManufacturerModelName: 'Smith',
      StudyDate: '20190304',
      PatientID: 'MRN 5',
    };
    const shown = names.tags(tags);
    expect(shown).toMatchObject({
      Rows: 7,
      Modality: 'DX',
      ImageType: ['DERIVED', '(hidden)'],
      ManufacturerModelName: '(hidden)',
    });
    expect(shown['PatientID']).toMatch(/^S-/);
    expect(shown['StudyDate']).toMatch(/^(?!20190304)\d{8}$/);
    names.close();
  });

  it.skipIf(process.getuid?.() === 0)('are of one run only if the home folder cannot be written', () => {
    const home = join(folder, 'sealed');
    mkdirSync(home);
    chmodSync(home, 0o500);
    const names = openLooseNames({ home }, { keepIdentifiers: false });
    expect([names.stored, names.film(film).subject]).toEqual([false, expect.stringMatching(/^S-/)]);
    names.close();
  });
});

it.each([
  ['film.dcm', true],
  ['IMG_0001.png', true],
  ['PHANTOM-00001_V00.dcm', true],
  ['OAI-9000622-V00-1.dcm', true],
  ['left hip.jpg', true],
  ['Smith.dcm', false],
  ['19450307.dcm', false],
  ['1.2.840.113619.2.5.dcm', false],
  ['9000099R.png', false],
  ['患者.dcm', false],
])('the file name %s is plain: %s', (name, plain) => {
  expect(isPlainFile(name)).toBe(plain);
});
