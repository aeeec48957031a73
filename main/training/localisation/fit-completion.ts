// The linear model of the points beyond a hip's view, fitted by ridge regression on the true points:
//   W = (X'X + n s^2 I)^-1 X'Y
// where s is the error with which the points in view are found. It keeps the model from relying on more accuracy than they have.

import { HEAD_RADIUS_IN_VIEW, POINTS_BEYOND_VIEW, POINTS_IN_VIEW } from '../../domain/locating.ts';
import { COMPLETION_INPUTS, COMPLETION_OUTPUTS, completionInput, type Completion } from '../../network/completed-points.ts';
import type { LocatingSet } from './locating-set.ts';

/** In head radii, about one millimetre. */
const FINDING_ERROR = 0.04;

/** Fits the model to every natural hip of the set. */
export function fitCompletion(set: LocatingSet): Completion {
  const hips = set.hips.filter(({ implant }) => !implant);
  const [n, m] = [COMPLETION_INPUTS, COMPLETION_OUTPUTS];
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n * m);
  for (const { landmarks } of hips) {
    const { input, mean } = completionInput(
      POINTS_IN_VIEW.map((point) => landmarks[point]),
      HEAD_RADIUS_IN_VIEW,
    );
    const output = POINTS_BEYOND_VIEW.flatMap((point) => [
      (landmarks[point].x - mean.x) / HEAD_RADIUS_IN_VIEW,
      (landmarks[point].y - mean.y) / HEAD_RADIUS_IN_VIEW,
    ]);
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < n; column++) normal[row * n + column] += input[row] * input[column];
      for (let column = 0; column < m; column++) right[row * m + column] += input[row] * output[column];
    }
  }
  const ridge = hips.length * FINDING_ERROR ** 2;
  for (let row = 0; row < n - 1; row++) normal[row * n + row] += ridge;
  return Float32Array.from(solve(normal, right, n, m));
}

/** Solves A W = B for a positive definite A by Cholesky factorisation. Overwrites both. */
function solve(a: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = a[row * n + column];
      for (let k = 0; k < column; k++) sum -= a[row * n + k] * a[column * n + k];
      a[row * n + column] = row === column ? Math.sqrt(sum) : sum / a[column * n + column];
    }
  }
  for (let column = 0; column < m; column++) {
    for (let row = 0; row < n; row++) {
      let sum = b[row * m + column];
      for (let k = 0; k < row; k++) sum -= a[row * n + k] * b[k * m + column];
      b[row * m + column] = sum / a[row * n + row];
    }
    for (let row = n - 1; row >= 0; row--) {
      let sum = b[row * m + column];
      for (let k = row + 1; k < n; k++) sum -= a[k * n + row] * b[k * m + column];
      b[row * m + column] = sum / a[row * n + row];
    }
  }
  return b;
}
