// Finds hips without points on phantom radiographs that no training saw.

import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import type { PixelGrid } from '../../../main/imaging/resample.ts';
import { openFinders } from '../../../main/inference/finders.ts';
import { localiseHips, usualSpacingMm } from '../../../main/inference/localise.ts';
import { phantomRadiograph } from '../../../main/phantom/locating-truth.ts';

const folder = fileURLToPath(new URL('../../../resources/models/localise', import.meta.url));
const finders = valueOrThrow(await openFinders(folder));
afterAll(() => finders.close());
const zonePoints = Object.values(LANDMARK_TABLES.original.zones).flat();

describe('on a radiograph without points', () => {
  const { radiograph, hips } = phantomRadiograph({ seed: 52004, index: 1, enrichment: 'balanced', implantShare: 0 });
  const found = localiseHips(radiograph, finders).then(valueOrThrow);

  it('both hips are found on their own sides with correct heads', async () => {
    expect((await found).map(({ side }) => side)).toEqual(['right', 'left']);
    for (const [index, { head, implant }] of (await found).entries()) {
      const truth = hips[index].head;
      expect(implant).toBe(false);
      expect(Math.hypot(head.x - truth.x, head.y - truth.y) * radiograph.spacingMm).toBeLessThan(3);
      expect(head.radius / truth.radius).toBeCloseTo(1, 1);
    }
  });

  it('most points of the zones lie within two millimetres', async () => {
    const errors = (await found).flatMap(({ landmarks }, index) =>
      zonePoints.map((point) => {
        const [a, b] = [landmarks?.[point] ?? { x: Infinity, y: 0 }, hips[index].landmarks[point]];
        return Math.hypot(a.x - b.x, a.y - b.y) * radiograph.spacingMm;
      }),
    );
    expect(errors.toSorted((a, b) => a - b)[errors.length >> 1]).toBeLessThan(2);
  });

  it('the spacing is estimated from the heads, which are always close to 55 mm', async () => {
    expect((usualSpacingMm(await found) ?? 0) / radiograph.spacingMm).toBeCloseTo(1, 0);
  });
});

it('a prosthesis is marked and has no points', async () => {
  const { radiograph, hips } = phantomRadiograph({ seed: 52004, index: 2, enrichment: 'published', implantShare: 1 });
  expect(hips.some(({ implant }) => implant)).toBe(true);
  const found = valueOrThrow(await localiseHips(radiograph, finders));
  expect(found.map(({ implant }) => implant)).toEqual(hips.map(({ implant }) => implant));
  for (const hip of found) expect(hip.landmarks === null).toBe(hip.implant);
});

describe('on a part of a radiograph', () => {
  const { radiograph } = phantomRadiograph({ seed: 52005, index: 2, enrichment: 'published', implantShare: 0 });
  const part = (left: number, right: number, bottom: number): PixelGrid => {
    const width = right - left;
    const pixels = new Float32Array(width * bottom);
    for (let y = 0; y < bottom; y++) {
      const from = y * radiograph.width + left;
      pixels.set(radiograph.pixels.subarray(from, from + width), y * width);
    }
    return { width, height: bottom, pixels };
  };
  const sidesOn = async (image: PixelGrid) => valueOrThrow(await localiseHips(image, finders)).map(({ side }) => side);
  const middle = radiograph.width >> 1;

  it('only the visible hip is found', async () => {
    expect(await sidesOn(part(0, middle, radiograph.height))).toEqual(['right']);
    expect(await sidesOn(part(middle, radiograph.width, radiograph.height))).toEqual(['left']);
  });

  it('no hip is found above the hips', async () => {
    expect(await sidesOn(part(0, radiograph.width, Math.floor(radiograph.height * 0.35)))).toEqual([]);
  });
});

it('nothing is found on empty images', async () => {
  const random = seededRandom('noise');
  const shades = Float32Array.from({ length: 600 * 500 }, (_, i) => (i % 600) / 600);
  for (const pixels of [shades, shades.map(() => random.next()), shades.map(() => 7)])
    expect(valueOrThrow(await localiseHips({ width: 600, height: 500, pixels }, finders))).toEqual([]);
});

it('a folder without the networks is reported', async () => {
  expect(await openFinders('/nowhere')).toMatchObject({ ok: false, failure: { code: 'model-not-found' } });
});
