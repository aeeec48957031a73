// Intervals: seeded, percentiles 2.5 to 97.5, drawn by whole subjects.

import { expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { clusteredBootstrap, quantile } from '../../../main/statistics/bootstrap.ts';

const meanOf = (values: readonly number[]) => (items: readonly number[]) =>
  items.reduce((sum, item) => sum + values[item], 0) / items.length;

it('gives the same interval for the same seed', () => {
  const random = seededRandom('values');
  const values = Array.from({ length: 50 }, () => random.normal());
  const subjects = values.map((_, index) => `s${index % 10}`);
  const once = clusteredBootstrap({ subjects, statistic: meanOf(values) }, seededRandom(1));
  expect(clusteredBootstrap({ subjects, statistic: meanOf(values) }, seededRandom(1))).toEqual(once);
});

it('is as wide as theory predicts when every item has its own subject', () => {
  const random = seededRandom('values');
  const values = Array.from({ length: 400 }, () => random.normal());
  const subjects = values.map((_, index) => `s${index}`);
  const { low, high } = clusteredBootstrap({ subjects, statistic: meanOf(values), draws: 2000 }, seededRandom(2));
  expect((high - low) / (2 * 1.96)).toBeCloseTo(1 / Math.sqrt(400), 2);
});

it('is wider when pictures of one subject agree with each other, because whole subjects are drawn', () => {
  const values = Array.from({ length: 200 }, (_, index) => (Math.floor(index / 10) % 2 === 0 ? 1 : 0));
  const own = values.map((_, index) => `s${index}`);
  const shared = values.map((_, index) => `s${Math.floor(index / 10)}`);
  const width = (subjects: string[]) => {
    const { low, high } = clusteredBootstrap({ subjects, statistic: meanOf(values) }, seededRandom(3));
    return high - low;
  };
  expect(width(shared)).toBeGreaterThan(2.5 * width(own));
});

it('interpolates quantiles as numpy does', () => {
  expect(quantile([1, 2, 3, 4], 0.025)).toBeCloseTo(1.075, 12);
  expect(quantile([1, 2, 3, 4], 0.975)).toBeCloseTo(3.925, 12);
  expect(quantile([], 0.5)).toBeNaN();
});
