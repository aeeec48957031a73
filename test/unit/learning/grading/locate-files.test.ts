// Where the heads of a film lie in the pixels that its file stores, on phantom films.

import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { turnedSize, turnPixels, turnPoint, type Turn } from '../../../../main/domain/film/turn.ts';
import { openFinders } from '../../../../main/inference/finders.ts';
import { locateFilm } from '../../../../main/learning/grading/locate-files.ts';
import { phantomRadiograph } from '../../../../main/phantom/locating-truth.ts';

const finders = valueOrThrow(await openFinders(fileURLToPath(new URL('../../../../resources/models/localise', import.meta.url))));
afterAll(() => finders.close());

const { radiograph, hips } = phantomRadiograph({ seed: 52004, index: 1, enrichment: 'balanced', implantShare: 0 });

/** A PNG of the film as a scanner stored it after this turn. `orientation` is its EXIF orientation, or none. */
function picture(turn: Turn, orientation?: number): Uint8Array {
  const { width, height } = turnedSize(turn, radiograph);
  const turned = turnPixels(turn, radiograph.pixels, radiograph);
  const highest = turned.reduce((most, value) => Math.max(most, value), 1);
  const data = Uint8Array.from(turned, (value) => Math.round((255 * value) / highest));
  const png = encode({ width, height, data, channels: 1, depth: 8 });
  return orientation === undefined ? png : withOrientation(png, orientation);
}

/** Puts an `eXIf` chunk behind the header. */
function withOrientation(png: Uint8Array, orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const chunk = [0, 0, 0, tiff.length, 0x65, 0x58, 0x49, 0x66, ...tiff, 0, 0, 0, 0];
  return Uint8Array.from([...png.subarray(0, 33), ...chunk, ...png.subarray(33)]);
}

it('an upright picture shows both hips where they lie, without a spacing', async () => {
  const film = valueOrThrow(await locateFilm(picture('none'), finders));
  expect(film).toMatchObject({ spacingMm: null, refused: [], hips: [{ side: 'right' }, { side: 'left' }] });
  for (const [index, hip] of film.hips.entries()) {
    const { head } = hips[index];
    expect(Math.hypot(hip.x - head.x, hip.y - head.y) / head.radius).toBeLessThan(0.2);
    expect(hip).toMatchObject({ radiusMm: null, kind: 'natural' });
  }
});

it('a picture that EXIF turns upright gives positions in its stored pixels', { tags: ['slow'] }, async () => {
  const film = valueOrThrow(await locateFilm(picture('rotate-270', 6), finders));
  expect(film.hips.map(({ side }) => side)).toEqual(['right', 'left']);
  for (const [index, hip] of film.hips.entries()) {
    const { head } = hips[index];
    const stored = turnPoint('rotate-270', head, radiograph);
    expect(Math.hypot(hip.x - stored.x, hip.y - stored.y) / head.radius).toBeLessThan(0.2);
  }
});

it('a picture that lies on its side is told to lie', async () => {
  const film = valueOrThrow(await locateFilm(picture('rotate-90'), finders));
  expect(film.hips).toEqual([]);
  expect(film.refused.map(({ side, failure }) => [side, failure.code])).toEqual([
    ['right', 'film-lying'],
    ['left', 'film-lying'],
  ]);
});

it('a picture without a hip says for each side why there is none', async () => {
  const data = Uint8Array.from({ length: 300 * 200 }, (_, index) => index % 251);
  const film = valueOrThrow(await locateFilm(encode({ width: 300, height: 200, data, channels: 1, depth: 8 }), finders));
  expect(film.hips).toEqual([]);
  for (const { failure } of film.refused) expect(failure).toMatchObject({ code: 'hip-not-found' });
});

it('a file that is no picture and no radiograph fails', async () => {
  expect(await locateFilm(new Uint8Array(300), finders)).toMatchObject({ ok: false, failure: { code: 'not-dicom' } });
});
