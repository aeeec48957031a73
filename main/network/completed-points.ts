// The points beyond a hip's view, reckoned from those in it by a linear model that a training cohort gave. All relative to the mean of
// the points in view, in head radii, so that it does not matter where the view lies.

import { POINTS_BEYOND_VIEW, POINTS_IN_VIEW } from '../domain/locating.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One row for each input and a last one for the constant. // [2 * in view + 1, 2 * beyond view] */
export type Completion = Float32Array;

export const COMPLETION_INPUTS = 2 * POINTS_IN_VIEW.length + 1;
export const COMPLETION_OUTPUTS = 2 * POINTS_BEYOND_VIEW.length;

/** The linear model's input from the points in view, with the frame in which it speaks. */
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

/** All 80 points in the original numbering, from those in view in the order of POINTS_IN_VIEW. `radius` in the points' unit. */
export function completedPoints(inView: readonly Point[], radius: number, completion: Completion): Point[] {
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
