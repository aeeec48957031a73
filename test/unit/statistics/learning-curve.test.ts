import { expect, it } from 'vitest';
import { fitLearningCurve, stopAdvice, valueAt } from '../../../main/statistics/learning-curve.ts';

const budgets = [50, 100, 200, 400, 800];

it('finds the curve that made the points', () => {
  const made = { plateau: 0.82, b: 2.4, c: 0.55 };
  const found = fitLearningCurve(budgets.map((budget) => ({ budget, value: valueAt(made, budget) })));
  expect(found?.plateau).toBeCloseTo(0.82, 9);
  expect(found?.b).toBeCloseTo(2.4, 7);
  expect(found?.c).toBeCloseTo(0.55, 9);
});

it('trusts narrow intervals more than wide ones', () => {
  const made = { plateau: 0.8, b: 2, c: 0.5 };
  const points = budgets.map((budget) => ({ budget, value: valueAt(made, budget), low: 0.499, high: 0.501 }));
  const disturbed = points.map((point, at) => (at === 2 ? { ...point, value: point.value - 0.2, low: 0, high: 1 } : point));
  expect(fitLearningCurve(disturbed)?.plateau).toBeCloseTo(0.8, 2);
});

it('knows no plateau of two budgets or of figures that fall', () => {
  expect(fitLearningCurve([50, 100].map((budget) => ({ budget, value: budget / 200 })))).toBeNull();
  expect(fitLearningCurve(budgets.map((budget) => ({ budget, value: 1 / budget })))).toBeNull();
});

it('advises to stop once doubling gains less than asked', () => {
  const made = { plateau: 0.8, b: 2, c: 0.5 };
  const points = budgets.map((budget) => ({ budget, value: valueAt(made, budget) }));
  // From 800 to 1,600 hips: 2 (800^-.5 - 1600^-.5) = .0207.
  expect(stopAdvice(points, 0.03)).toMatchObject({ advice: 'stop', gainOfDoubling: expect.closeTo(0.0207, 4) });
  expect(stopAdvice(points, 0.02)).toMatchObject({ advice: 'go-on' });
});
