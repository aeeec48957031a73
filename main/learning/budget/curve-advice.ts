// Reads the points of a learning curve, such as `200=.41,400=.48,800=.52`, and says whether more hips are worth grading.

import { failed, success, type Result } from '../../domain/failure.ts';
import { stopAdvice } from '../../statistics/learning-curve.ts';
import { budgetText } from '../text/budget.ts';

/** A kappa of .01 more for twice the hips is seldom worth the reading **(ours)**. */
export const LEAST_GAIN = 0.01;

export function adviceOnCurve(curve: string): Result<NonNullable<ReturnType<typeof stopAdvice>>> {
  const points = curve.split(',').map((point) => {
    const [budget = Number.NaN, value = Number.NaN] = point.split('=').map(Number);
    return { budget, value };
  });
  if (!points.every(({ budget, value }) => budget > 0 && Number.isFinite(value)))
    return failed('bad-request', budgetText.wrongCurve(curve));
  const advice = stopAdvice(points, LEAST_GAIN);
  return advice === null ? failed('bad-request', budgetText.noCurve) : success(advice);
}
