// The summary of training features, and how it tells other pictures from them.

import { expect, it } from 'vitest';
import { familiarityWarnings } from '../../../../main/domain/film/familiarity.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { distanceFrom, familiarityOf, pooledFeatures } from '../../../../main/inference/familiarity.ts';
import { summarise } from '../../../../main/learning/familiarity/summarise.ts';

/** Rows around 1 that vary most along the first channel, next along the second, and hardly in the others. */
function rows(count: number, seed: number, shift = 0): Float32Array[] {
  const random = seededRandom(seed);
  const scales = [5, 2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
  return Array.from({ length: count }, () => Float32Array.from(scales, (scale) => 1 + shift + scale * random.normal()));
}

it('puts the threshold where 95% of validation pictures are familiar', () => {
  const validation = rows(400, 2);
  const summary = summarise(rows(600, 1), validation);
  const unlike = validation.filter((row) => familiarityOf(row, summary).unlike).length;
  expect(unlike).toBe(20);
  const unseen = rows(2000, 3).filter((row) => familiarityOf(row, summary).unlike).length / 2000;
  expect(unseen).toBeGreaterThan(0.02);
  expect(unseen).toBeLessThan(0.08);
});

it('measures distances in standard deviations, and is near 1 for training pictures', () => {
  const training = rows(600, 1);
  const summary = summarise(training, rows(100, 2));
  const squares = training.map((row) => distanceFrom(row, summary) ** 2);
  expect(squares.reduce((sum, value) => sum + value, 0) / squares.length).toBeCloseTo(1, 1);
  const moved = (channel: number) => Float32Array.from({ length: 8 }, (_, at) => (at === channel ? 6 : 1));
  // The same step is usual along a channel that varies, and far along one that hardly does.
  expect(distanceFrom(moved(7), summary)).toBeGreaterThan(5 * distanceFrom(moved(0), summary));
});

it('finds pictures with shifted features unlike, and warns of them only', () => {
  const summary = summarise(rows(600, 1), rows(200, 2));
  const [far] = rows(1, 4, 4).map((row) => familiarityOf(row, summary));
  expect(far?.unlike).toBe(true);
  expect(familiarityWarnings(far)).toMatchObject([{ code: 'unlike-training' }]);
  expect(familiarityWarnings({ distance: 1, threshold: 1.2, unlike: false })).toEqual([]);
  expect(familiarityWarnings(undefined)).toEqual([]);
});

it('copes with channels that never vary, and yields the same summary again', () => {
  const constant = rows(100, 1).map((row) => Float32Array.from([...row, 3, 3]));
  const summary = summarise(constant, constant);
  expect(Number.isFinite(summary.threshold)).toBe(true);
  expect(summarise(constant, constant)).toEqual(summary);
});

it('pools a map over its places', () => {
  const values = Float32Array.from([1, 3, 10, 20]);
  expect([...pooledFeatures({ values, channels: 2, height: 1, width: 2 })]).toEqual([2, 15]);
});

it('says how far an unlike picture lies with digits that tell it from the threshold', () => {
  const [told] = familiarityWarnings({ distance: 1.24, threshold: 1.19, unlike: true });
  expect(told?.message).toContain('(distance 1.24, usual up to 1.19)');
});
