// Hips found without points, on phantom radiographs that no training saw.

import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
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

  it('both hips are found, each on its own side, with the head where it is', async () => {
    expect((await found).map(({ side }) => side)).toEqual(['right', 'left']);
    for (const [index, { head, implant }] of (await found).entries()) {
      const truth = hips[index].head;
      expect(implant).toBe(false);
      expect(Math.hypot(head.x - truth.x, head.y - truth.y) * radiograph.spacingMm).toBeLessThan(3);
      expect(head.radius / truth.radius).toBeCloseTo(1, 1);
    }
  });

  it('the points of the zones lie within two millimetres, most of them', async () => {
    const errors = (await found).flatMap(({ landmarks }, index) =>
      zonePoints.map((point) => {
        const [a, b] = [landmarks?.[point] ?? { x: Infinity, y: 0 }, hips[index].landmarks[point]];
        return Math.hypot(a.x - b.x, a.y - b.y) * radiograph.spacingMm;
      }),
    );
    expect(errors.toSorted((a, b) => a - b)[errors.length >> 1]).toBeLessThan(2);
  });

  it('the spacing is told from the heads, which are never far from 55 mm', async () => {
    expect((usualSpacingMm(await found) ?? 0) / radiograph.spacingMm).toBeCloseTo(1, 0);
  });
});

it('a prosthesis is marked and given no points', async () => {
  const { radiograph, hips } = phantomRadiograph({ seed: 52004, index: 2, enrichment: 'published', implantShare: 1 });
  expect(hips.some(({ implant }) => implant)).toBe(true);
  const found = valueOrThrow(await localiseHips(radiograph, finders));
  expect(found.map(({ implant }) => implant)).toEqual(hips.map(({ implant }) => implant));
  for (const hip of found) expect(hip.landmarks === null).toBe(hip.implant);
});

it('nothing is found on a picture of nothing', async () => {
  const pixels = Float32Array.from({ length: 600 * 500 }, (_, i) => (i % 600) / 600);
  expect(valueOrThrow(await localiseHips({ width: 600, height: 500, pixels }, finders))).toEqual([]);
});

it('a folder without the networks says so', async () => {
  expect(await openFinders('/nowhere')).toMatchObject({ ok: false, failure: { code: 'model-not-found' } });
});
