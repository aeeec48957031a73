// A target zone is every point within a distance of its landmarks: a union of discs. This file computes the union's outline.

import type { Circle } from './geometry.ts';

export interface Arc {
  readonly circle: Circle;
  /** Radians, clockwise on the screen; `end` may exceed 2 pi. */
  readonly start: number;
  readonly end: number;
}

const TURN = 2 * Math.PI;

/** The arcs that lie in no other circle. Together they are the outline of the union. */
export function unionOutline(circles: readonly Circle[]): readonly Arc[] {
  const distinct = circles.filter(
    (circle, i) => !circles.some((other, j) => j !== i && swallows(other, circle) && (j < i || !swallows(circle, other))),
  );
  return distinct.flatMap((circle) =>
    freeArcs(
      circle,
      distinct.filter((other) => other !== circle),
    ),
  );
}

function swallows(outer: Circle, inner: Circle): boolean {
  return Math.hypot(outer.x - inner.x, outer.y - inner.y) + inner.radius <= outer.radius + 1e-9;
}

/** The parts of a circle that lie outside the others. */
function freeArcs(circle: Circle, others: readonly Circle[]): Arc[] {
  const covered = others
    .flatMap((other) => coveredBy(circle, other))
    .flatMap(([start, end]): [number, number][] =>
      end > TURN
        ? [
            [start, TURN],
            [0, end - TURN],
          ]
        : [[start, end]],
    )
    .toSorted((a, b) => a[0] - b[0]);
  if (covered.length === 0) return [{ circle, start: 0, end: TURN }];
  const arcs: Arc[] = [];
  let from = 0;
  for (const [start, end] of covered) {
    if (start > from + 1e-9) arcs.push({ circle, start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < TURN - 1e-9) arcs.push({ circle, start: from, end: TURN });
  return arcs;
}

/** The span of angles of `circle` that lies inside `other`. Empty if the circles do not cross. */
function coveredBy(circle: Circle, other: Circle): [number, number][] {
  const distance = Math.hypot(other.x - circle.x, other.y - circle.y);
  if (distance >= circle.radius + other.radius || distance === 0) return [];
  const cosine = (circle.radius ** 2 + distance ** 2 - other.radius ** 2) / (2 * circle.radius * distance);
  const half = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const middle = Math.atan2(other.y - circle.y, other.x - circle.x);
  const start = (((middle - half) % TURN) + TURN) % TURN;
  return [[start, start + 2 * half]];
}
