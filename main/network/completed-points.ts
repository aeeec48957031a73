// Computes the points beyond a hip's view from those in it, by a linear model fitted on a training cohort. All coordinates are relative
// to the mean of the points in view and in head radii, so the position of the view does not matter.

import { POINTS_BEYOND_VIEW, POINTS_IN_VIEW } from '../domain/locating.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One row per input, and a last row for the constant. // [2 * in view + 1, 2 * beyond view] */
export type Completion = Float32Array;

export const COMPLETION_INPUTS = 2 * POINTS_IN_VIEW.length + 1;
export const COMPLETION_OUTPUTS = 2 * POINTS_BEYOND_VIEW.length;

/** The linear model's input from the points in view, and the mean that its output is relative to. */
export function completionInput(
  inView: readonly Point[],
  radius: number,
): { readonly input: Float64Array; readonly mean: Point } {
  const mean = {
    x: inView.reduce((sum, { x }) => sum + x, 0) / inView.length,
    y: inView.reduce((sum, { y }) => sum + y, 0) / inView.length,
  };
  const input = Float64Array.from([...inView.flatMap(({ x, y }) => [(x - mean.x) / radius, (y - mean.y) / radius]), 1]);
  return { input, mean };
}

/** All 80 points in the original numbering. `inView` follows POINTS_IN_VIEW. `radius` has the points' unit. */
export function completePoints(inView: readonly Point[], radius: number, completion: Completion): Point[] {
  const { input, mean } = completionInput(inView, radius);
  const output = new Float64Array(COMPLETION_OUTPUTS);
  input.forEach((value, row) => {
    for (let column = 0; column < output.length; column++) output[column] += value * completion[row * output.length + column];
  });
  const points = new Map<number, Point>();
  POINTS_IN_VIEW.forEach((point, index) => points.set(point, inView[index]));
  POINTS_BEYOND_VIEW.forEach((point, index) => {
    points.set(point, { x: mean.x + radius * output[2 * index], y: mean.y + radius * output[2 * index + 1] });
  });
  return [...points].sort(([a], [b]) => a - b).map(([, point]) => point);
}
