import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitCircle } from '../../../../main/domain/measure/circle-fit.ts';
import { seededRandom } from '../../../../main/domain/random.ts';

const arc = (x: number, y: number, radius: number, { from, to, count }: { from: number; to: number; count: number }) =>
  Array.from({ length: count }, (_, i) => {
    const angle = from + ((to - from) * i) / (count - 1);
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });

describe('the circle fit', () => {
  test('finds any circle exactly from exact points on an arc', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3000, max: 3000, noNaN: true }),
        fc.double({ min: -3000, max: 3000, noNaN: true }),
        fc.double({ min: 1, max: 500, noNaN: true }),
        fc.double({ min: 0.7, max: 6.28, noNaN: true }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        (x, y, radius, extent, from) => {
          const circle = fitCircle(arc(x, y, radius, { from, to: from + extent, count: 10 }));
          expect(circle).toBeDefined();
          expect(Math.hypot((circle?.x ?? 0) - x, (circle?.y ?? 0) - y)).toBeLessThan(1e-5 * radius);
          expect(Math.abs((circle?.radius ?? 0) - radius)).toBeLessThan(1e-5 * radius);
          expect(circle?.residual).toBeLessThan(1e-6 * radius);
        },
      ),
    );
  });

  test('is hardly biased on a noisy third of a circle, where the simpler Kasa fit is too small', () => {
    const random = seededRandom('circle');
    let sum = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const noisy = arc(50, 60, 24, { from: 0, to: 2.1, count: 10 }).map((p) => ({
        x: p.x + 0.5 * random.normal(),
        y: p.y + 0.5 * random.normal(),
      }));
      sum += fitCircle(noisy)?.radius ?? Number.NaN;
    }
    expect(Math.abs(sum / trials - 24)).toBeLessThan(0.25);
  });

  test('moves and scales with its points', () => {
    const random = seededRandom('move');
    const points = arc(3, 4, 5, { from: 0, to: 3, count: 12 }).map((p) => ({
      x: p.x + random.normal() * 0.1,
      y: p.y + random.normal() * 0.1,
    }));
    const before = fitCircle(points);
    const after = fitCircle(points.map((p) => ({ x: p.x * 7 + 1000, y: p.y * 7 - 500 })));
    expect(after?.x).toBeCloseTo((before?.x ?? 0) * 7 + 1000, 6);
    expect(after?.radius).toBeCloseTo((before?.radius ?? 0) * 7, 6);
    expect(after?.residual).toBeCloseTo((before?.residual ?? 0) * 7, 6);
  });

  test.each([
    [
      'too few points',
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    ],
    ['points on a line', Array.from({ length: 10 }, (_, i) => ({ x: i * 3, y: i * 2 }))],
    ['points that coincide', Array.from({ length: 10 }, () => ({ x: 4, y: 4 }))],
    ['points that are not numbers', Array.from({ length: 10 }, () => ({ x: Number.NaN, y: 4 }))],
  ])('has no answer for %s', (_, points) => {
    const circle = fitCircle(points);
    expect(circle === undefined || circle.radius > 1e6).toBe(true);
  });
});
