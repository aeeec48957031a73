// Measures of agreement compared with scikit-learn (test/fixtures/statistics/make-fixture.py) and with hand-worked numbers.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accuracy, confusionMatrix } from '../../../main/statistics/confusion.ts';
import { linearKappa, meanKappa, quadraticKappa } from '../../../main/statistics/kappa.ts';
import { areaUnderRoc } from '../../../main/statistics/auc.ts';

interface Figures {
  readonly truth: number[];
  readonly predicted: number[];
  readonly scores: number[];
  readonly quadratic: number;
  readonly linear: number;
  readonly accuracy: number;
  readonly confusion: number[][];
  readonly auc: Record<string, number>;
}
const figures: Figures[] = JSON.parse(readFileSync(new URL('../../fixtures/statistics/figures.json', import.meta.url), 'utf8'));

describe('measures of agreement', () => {
  it.each(figures)('equal scikit-learn on $truth.length items', (figure) => {
    expect(quadraticKappa(figure)).toBeCloseTo(figure.quadratic, 12);
    expect(linearKappa(figure)).toBeCloseTo(figure.linear, 12);
    expect(accuracy(figure)).toBeCloseTo(figure.accuracy, 12);
    expect(confusionMatrix(figure, 4)).toEqual(figure.confusion);
    for (const [grade, auc] of Object.entries(figure.auc)) {
      const positive = figure.truth.map((truth) => truth >= Number(grade));
      expect(areaUnderRoc(positive, figure.scores)).toBeCloseTo(auc, 12);
    }
  });

  it('are 1 for full agreement, 0 for a constant answer, and NaN if no disagreement is possible', () => {
    expect(quadraticKappa({ truth: [0, 1, 2, 3], predicted: [0, 1, 2, 3] })).toBe(1);
    expect(quadraticKappa({ truth: [0, 1, 2, 3], predicted: [1, 1, 1, 1] })).toBe(0);
    expect(quadraticKappa({ truth: [0, 0], predicted: [0, 0] })).toBeNaN();
    expect(areaUnderRoc([true, false, true], [0.1, Number.NaN, 0.3])).toBeNaN();
  });

  it('leave a quadrant without any positive out of the mean', () => {
    const perfect = { truth: [0, 3], predicted: [0, 3] };
    const empty = { truth: [0, 0], predicted: [0, 0] };
    expect(meanKappa([perfect, empty])).toBe(1);
  });

  it('count truth in rows and prediction in columns', () => {
    expect(confusionMatrix({ truth: [3], predicted: [0] }, 4)[3][0]).toBe(1);
  });
});
