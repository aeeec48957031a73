// Reads a folder of real films as the hip finders learn from it, and divides it into folds.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { foldsOf, splitByFold } from '../../../../main/learning/data/film-folds.ts';
import { readRealFilms } from '../../../../main/learning/data/real-films.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = 'file,side,visible,x,y,radius,kind,confidence,note';

function writeFilms(name: string, rows: readonly string[]): string {
  const root = join(folder, name, 'pelvis');
  for (const part of ['images', 'no-hip']) mkdirSync(join(root, part), { recursive: true });
  writeFileSync(join(root, 'heads.csv'), [HEADER, ...rows].join('\n'));
  const data = new Uint8Array(1280 * 640).fill(40);
  for (let y = 296; y < 344; y++) data.fill(200, y * 1280 + 376, y * 1280 + 424);
  writeFileSync(join(root, 'images', 'IMG0001.png'), encode({ width: 1280, height: 640, data, channels: 1, depth: 8 }));
  const blank = new Uint8Array(100 * 50);
  writeFileSync(join(root, 'no-hip', 'hand-IMG0007.png'), encode({ width: 100, height: 50, data: blank, channels: 1, depth: 8 }));
  return join(folder, name);
}

it('large films are reduced, and their circles with them', async () => {
  const rows = ['IMG0001.png,right,yes,399.5,319.5,24,natural,high,', 'IMG0001.png,left,absent,,,,,,beyond the edge'];
  const { pelves, others } = valueOrThrow(await readRealFilms(writeFilms('good', rows)));
  const [film] = pelves;
  expect(film).toMatchObject({
    subject: 'IMG0001.png',
    width: 640,
    height: 320,
    heads: [{ side: 'right', head: { radius: 12 } }],
  });
  const { x, y } = film.heads[0].head;
  expect([film.pixels[Math.round(y) * 640 + Math.round(x)], film.pixels[0]]).toEqual([200, 40]);
  expect(others).toMatchObject([{ subject: 'hand-IMG0007.png', heads: [] }]);
});

it('a line without a radius is named', async () => {
  const read = await readRealFilms(writeFilms('bad', ['IMG0001.png,right,yes,10,10,,natural,high,']));
  expect(read).toMatchObject({ ok: false, failure: { code: 'labels-malformed', message: expect.stringContaining('Line 2') } });
});

it('a folder without the table is refused', async () => {
  expect(await readRealFilms(join(folder, 'nowhere'))).toMatchObject({ ok: false, failure: { code: 'file-not-found' } });
});

it('films with neighbouring numbers share a fold, and every film is held once', () => {
  const films = ['IMG10.jpg', 'IMG12.jpg', 'IMG15.jpg', 'IMG20.jpg', 'hand-IMG11.jpg', 'IMG90.jpg'].map((subject) => ({
    subject,
  }));
  const folds = foldsOf(films, 3);
  expect([folds[1], folds[2]]).toEqual([folds[0], folds[0]]);
  expect(folds[3]).not.toBe(folds[0]);
  const held = [0, 1, 2].flatMap((fold) => splitByFold(films, { fold, of: 3 }).held);
  expect(held.map(({ subject }) => subject).toSorted()).toEqual(films.map(({ subject }) => subject).toSorted());
});
