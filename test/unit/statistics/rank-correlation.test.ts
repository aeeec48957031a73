// Spearman's rank correlation compared with scipy.stats.spearmanr 1.17.1.

import { expect, it } from 'vitest';
import { meanRanks } from '../../../main/statistics/mean-ranks.ts';
import { rankCorrelation } from '../../../main/statistics/rank-correlation.ts';

it('equals scipy with ties on both sides', () => {
  expect(rankCorrelation([1, 2, 2, 5, 3.5, 9, -1], [2, 1, 4, 4, 3, 8, 8])).toBeCloseTo(0.19266865889711313, 12);
});

it('is 1 for any rising function, -1 for a falling one, and not defined for a constant', () => {
  const values = [3, 1, 4, 1.5, 9, 2.6];
  expect(
    rankCorrelation(
      values,
      values.map((value) => value ** 3),
    ),
  ).toBeCloseTo(1, 12);
  expect(
    rankCorrelation(
      values,
      values.map((value) => -value),
    ),
  ).toBeCloseTo(-1, 12);
  expect(
    rankCorrelation(
      values,
      values.map(() => 1),
    ),
  ).toBeNaN();
});

it('is not defined where a value is not', () => {
  expect(rankCorrelation([1, Number.NaN, 3], [1, 2, 3])).toBeNaN();
  expect(() => meanRanks([1, Number.NaN])).toThrow(RangeError);
});
