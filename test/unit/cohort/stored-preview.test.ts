import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packPixels } from '../../../main/cohort/stored-pixels.ts';
import { readPreview } from '../../../main/cohort/stored-picture.ts';
import { hasPreview, previewOf } from '../../../main/domain/film/preview.ts';
import { openObjectStore } from '../../../main/files/object-store.ts';
import { radiograph } from '../database/fixtures.ts';
import { temporaryFolder } from './films.ts';

it('a film that came in before there were previews shows the same one as a film that keeps it', async () => {
  const objects = await openObjectStore(join(temporaryFolder(), 'objects'));
  const size = { width: 41, height: 27 };
  const values = Uint16Array.from({ length: 41 * 27 }, (_, i) => (i * 7919) % 4096);
  const preview = previewOf({ ...size, values });
  const store = async (pixels: Uint16Array) => (await objects.put(await packPixels(pixels))).sha256;
  const film = { ...radiograph('film', 'S1', 'V00'), ...size };
  const older = { ...film, pixels: { object: await store(values), low: 0, slope: 1 } };
  const newer = { ...film, pixels: { ...older.pixels, preview: await store(preview.values) } };
  expect(await readPreview(objects, older)).toEqual(preview);
  expect(await readPreview(objects, newer)).toEqual(preview);
  // Mean of the upper left four by four pixels, rounded twice.
  expect(Math.abs(preview.values[0] - mean(values, 41))).toBeLessThanOrEqual(1);
});

it('a small film has none', () => {
  expect(hasPreview({ width: 224, height: 224 })).toBe(false);
  expect(hasPreview({ width: 2500, height: 2000 })).toBe(true);
});

function mean(values: Uint16Array, width: number): number {
  let sum = 0;
  for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += values[y * width + x];
  return sum / 16;
}
