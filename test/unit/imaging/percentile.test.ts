import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentiles } from '../../../main/imaging/percentile.ts';

describe('percentiles', () => {
  test('equal numpy.percentile', () => {
    // numpy.percentile(numpy.float32([3.5, -1, 7.25, 0, 2, 9.125, 4, 4, -6.5, 1]), [0, 5, 50, 95, 100])
    const values = Float32Array.of(3.5, -1, 7.25, 0, 2, 9.125, 4, 4, -6.5, 1);
    const found = percentiles(values, [0, 5, 50, 95, 100]);
    [-6.5, -4.025, 2.75, 8.28125, 9.125].forEach((expected, i) => expect(found[i]).toBeCloseTo(expected, 6));
    expect(values[0]).toBe(3.5);
  });

  test('lie between the extremes, rise with the percent, and do not depend on the order of values', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true, noDefaultInfinity: true }), (values) => {
        const [low, middle, high] = percentiles(values, [5, 50, 95]);
        expect(low).toBeLessThanOrEqual(middle);
        expect(middle).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
        expect(percentiles(values.slice().reverse(), [5, 50, 95])).toEqual([low, middle, high]);
      }),
    );
  });
});
