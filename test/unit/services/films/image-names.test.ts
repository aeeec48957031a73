import { join } from 'node:path';
import { expect, it } from 'vitest';
import { imageNames } from '../../../../main/services/films/image-names.ts';

it('names an image after its file, and gives the same image the same name again', () => {
  const nameOf = imageNames();
  expect(nameOf(join('a', 'film.dcm'))).toBe('film');
  expect(nameOf(join('a', 'film.dcm'))).toBe('film');
});

it('never gives two images the same name, even if a file already has a numbered name', () => {
  const nameOf = imageNames();
  const files = [join('a', 'film.dcm'), join('b', 'film-2.dcm'), join('b', 'film.dcm'), join('c', 'film.dcm'), join('d', 'film')];
  expect(files.map(nameOf)).toEqual(['film', 'film-2', 'film-3', 'film-4', 'film-5']);
});

it('keeps names of any script, and makes long and forbidden names valid and distinct', () => {
  const nameOf = imageNames();
  expect(nameOf('患者-山田.dcm')).toBe('患者-山田');
  expect(nameOf('مريض.png')).toBe('مريض');
  const long = ['患'.repeat(84), `${'患'.repeat(84)}a`, 'x'.repeat(250)].map((name) => nameOf(`${name}.dcm`));
  for (const name of long) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
  expect(new Set(long).size).toBe(3);
  expect(nameOf('a:b?.dcm')).toBe('a_b_');
  expect(nameOf('CON.dcm')).toBe('_CON');
  expect(nameOf('end. .dcm')).toBe('end');
});

it('takes names that differ in capitals or in composed accents for equal, as Windows and macOS do', () => {
  const nameOf = imageNames();
  expect(['Film', 'film', 'caf\u00e9', 'cafe\u0301'].map((name) => nameOf(`${name}.dcm`))).toEqual([
    'Film',
    'film-2',
    'caf\u00e9',
    'cafe\u0301-2',
  ]);
});
