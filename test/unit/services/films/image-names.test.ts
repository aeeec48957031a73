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
