// Computes the points beyond a view from those in it.

import { expect, it } from 'vitest';
import { POINTS_BEYOND_VIEW, POINTS_IN_VIEW, HEAD_RADIUS_IN_VIEW } from '../../../main/domain/locating.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { completePoints } from '../../../main/network/completed-points.ts';
import { fitCompletion } from '../../../main/training/localisation/fit-completion.ts';
import type { LocatingSet, TrueHip } from '../../../main/training/localisation/locating-set.ts';

const random = seededRandom('shapes');
const basis = Array.from({ length: 80 }, () => ({ x: random.normal(), y: random.normal(), wide: random.normal() }));

/** A family of shapes with one way to vary. */
function shape(bend: number, shift: number) {
  return basis.map(({ x, y, wide }) => ({
    x: 80 + shift + HEAD_RADIUS_IN_VIEW * (x + bend * wide),
    y: 80 + HEAD_RADIUS_IN_VIEW * y,
  }));
}

function setOf(hips: readonly TrueHip[]): LocatingSet {
  return { subjects: [], hips, overviews: new Uint8Array(), overviewSize: 160, views: new Uint8Array(), viewSize: 160 };
}

it('is accurate to a fraction of a millimetre if shapes vary in one way only, wherever the view lies', () => {
  const head = { x: 0, y: 0, radius: 1 };
  const hips = Array.from({ length: 200 }, (): TrueHip => {
    return { side: 'right', implant: false, head, landmarks: shape(random.normal(), 0) };
  });
  const completion = fitCompletion(setOf(hips));
  const truth = shape(0.7, 13);
  const points = completePoints(
    POINTS_IN_VIEW.map((point) => truth[point]),
    HEAD_RADIUS_IN_VIEW,
    completion,
  );
  expect(points).toHaveLength(80);
  for (const point of POINTS_BEYOND_VIEW)
    expect(Math.hypot(points[point].x - truth[point].x, points[point].y - truth[point].y)).toBeLessThan(0.1);
  for (const point of POINTS_IN_VIEW) expect(points[point]).toEqual(truth[point]);
});
