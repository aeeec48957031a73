// Wilcoxon's signed-rank test compared with scipy.stats.wilcoxon, and with the permutation of all signs where scipy approximates.

import { expect, it } from 'vitest';
import { wilcoxonSignedRank } from '../../../main/statistics/wilcoxon.ts';
import { studyStatistics } from './study-statistics.ts';

const cases = studyStatistics.wilcoxon;

it('gives W = 0 and p = .000244 for thirteen differences of one sign (Chen)', () => {
  const { statistic, p } = wilcoxonSignedRank(Array.from({ length: 13 }, (_, index) => index + 1));
  expect(statistic).toBe(0);
  expect(p).toBeCloseTo(0.000244140625, 12);
});

it('is exact for few pairs without ties', () => {
  const { statistic, p } = wilcoxonSignedRank([1.5, -2, 3, 4, 5, 6.5, -7, 8, 9, 10, 11, 12, 13]);
  expect(statistic).toBe(9);
  expect(p).toBeCloseTo(0.008056640625, 12);
});

it('is exact for few pairs with ties, and leaves zeros out', () => {
  const { statistic, p, pairs } = wilcoxonSignedRank([1, 1, 2, -2, 3, 0, 4, -1, 2, 2]);
  expect([statistic, pairs]).toEqual([7.5, 9]);
  expect(p).toBeCloseTo(0.09375, 12);
});

it('finds no difference where the signs balance, which the normal approximation missed', () => {
  expect(wilcoxonSignedRank([1, -1]).p).toBe(1);
});

it.each(cases)('equals scipy on $differences.length differences, zeros by $zeros', ({ differences, zeros, statistic, p }) => {
  const own = wilcoxonSignedRank(differences, zeros);
  expect(own.statistic).toBeCloseTo(statistic, 9);
  expect(own.p).toBeCloseTo(p, 9);
});

it('uses the normal approximation for many pairs', () => {
  const { statistic, p } = wilcoxonSignedRank(Array.from({ length: 80 }, (_, i) => (((i * 37) % 101) - 40) / 10));
  expect(statistic).toBe(1015.5);
  expect(p).toBeCloseTo(0.0058005955515858035, 12);
});

it('leaves out differences that are not defined, and says that none is left', () => {
  const defined = [1.5, -0.5, 2, 0.25, 3];
  expect(wilcoxonSignedRank([Number.NaN, ...defined, Number.NaN])).toEqual(wilcoxonSignedRank(defined));
  expect(wilcoxonSignedRank([Number.NaN, ...defined, 0], 'pratt')).toEqual(wilcoxonSignedRank([...defined, 0], 'pratt'));
  expect(wilcoxonSignedRank([Number.NaN])).toEqual({ statistic: 0, p: Number.NaN, pairs: 0 });
});
