import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unionOutline } from '../../../main/domain/disc-union.ts';

const circle = fc.record({
  x: fc.double({ min: 0, max: 100, noNaN: true }),
  y: fc.double({ min: 0, max: 100, noNaN: true }),
  radius: fc.double({ min: 5, max: 40, noNaN: true }),
});

const length = (arcs: ReturnType<typeof unionOutline>) =>
  arcs.reduce((sum, arc) => sum + (arc.end - arc.start) * arc.circle.radius, 0);

describe('the outline of a zone', () => {
  it('is the whole circle for a single landmark', () => {
    expect(unionOutline([{ x: 1, y: 2, radius: 3 }])).toEqual([
      { circle: { x: 1, y: 2, radius: 3 }, start: 0, end: 2 * Math.PI },
    ]);
  });

  it('has the length worked out by hand for two discs one radius apart', () => {
    const arcs = unionOutline([
      { x: 0, y: 0, radius: 10 },
      { x: 10, y: 0, radius: 10 },
    ]);
    // Each disc loses a third of its edge: 2 (2 pi - 2 pi / 3) r.
    expect(length(arcs)).toBeCloseTo(2 * ((4 * Math.PI) / 3) * 10, 9);
  });

  it('draws a repeated landmark once, and no disc inside another', () => {
    const outer = { x: 0, y: 0, radius: 10 };
    expect(length(unionOutline([outer, { ...outer }]))).toBeCloseTo(20 * Math.PI, 9);
    expect(length(unionOutline([outer, { x: 1, y: 1, radius: 2 }]))).toBeCloseTo(20 * Math.PI, 9);
  });

  it('never passes through the inside of a disc, and reaches as far right as the discs', () => {
    fc.assert(
      fc.property(fc.array(circle, { minLength: 1, maxLength: 6 }), (circles) => {
        const arcs = unionOutline(circles);
        for (const { circle: on, start, end } of arcs) {
          const angle = (start + end) / 2;
          const [x, y] = [on.x + on.radius * Math.cos(angle), on.y + on.radius * Math.sin(angle)];
          for (const other of circles) expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThan(other.radius - 1e-6);
        }
        const ends = arcs.flatMap(({ circle: on, start, end }) => [start, end].map((at) => on.x + on.radius * Math.cos(at)));
        expect(Math.max(...ends)).toBeCloseTo(Math.max(...circles.map(({ x, radius }) => x + radius)), 6);
      }),
    );
  });
});
