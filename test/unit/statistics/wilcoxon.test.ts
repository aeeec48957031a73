// Wilcoxon's signed-rank test compared with scipy.stats.wilcoxon 1.17 on these values.

import { expect, it } from 'vitest';
import { wilcoxonSignedRank } from '../../../main/statistics/wilcoxon.ts';

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

it('leaves zeros out and corrects for ties', () => {
  const { statistic, p, pairs } = wilcoxonSignedRank([1, 1, 2, -2, 3, 0, 4, -1, 2, 2]);
  expect([statistic, pairs]).toEqual([7.5, 9]);
  expect(p).toBeCloseTo(0.07197433188992866, 6);
});

it('uses the normal approximation for many pairs', () => {
  const { statistic, p } = wilcoxonSignedRank(Array.from({ length: 80 }, (_, i) => (((i * 37) % 101) - 40) / 10));
  expect(statistic).toBe(1015.5);
  expect(p).toBeCloseTo(0.0058005955515858035, 6);
});
