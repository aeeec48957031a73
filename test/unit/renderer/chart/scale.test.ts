import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padded, scaleFor, spreadLabels, tickLabel, wholeTicks } from '../../../../renderer/chart/scale.ts';

describe('the scale of an axis', () => {
  it('does not fill the chart with the noise of a first epoch', () => {
    const { low, high } = scaleFor(padded([3.6548, 3.6556]));
    expect(high - low).toBeGreaterThan(0.3);
    expect(padded([1, 2])).toEqual([1, 2]);
    expect(padded([])).toEqual([]);
  });

  it('contains every value between round ticks', () => {
    expect(scaleFor([0.12, 0.48])).toEqual({ low: 0.1, high: 0.5, ticks: [0.1, 0.2, 0.3, 0.4, 0.5] });
    expect(scaleFor([]).ticks).toEqual([0, 0.5, 1]);
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const { low, high, ticks } = scaleFor(values);
        const room = 1e-9 * (Math.abs(low) + Math.abs(high) + 1);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low - room);
        expect(Math.max(...values)).toBeLessThanOrEqual(high + room);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks.slice(1).every((tick, at) => tick > ticks[at])).toBe(true);
      }),
      { examples: [[[0, -5e-324]], [[1e6, 1e6 - 1e-9]]] },
    );
  });

  it('writes ticks with no more digits than they need', () => {
    expect([0.1, 0.2].map((tick) => tickLabel(tick, [0.1, 0.2]))).toEqual(['0.1', '0.2']);
    expect(tickLabel(0.25, [0, 0.25, 0.5])).toBe('0.25');
    expect(tickLabel(5, [0, 5, 10])).toBe('5');
  });

  it('counts epochs in whole steps that stay readable', () => {
    expect(wholeTicks(1, 11, 11)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(wholeTicks(1, 50, 11)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
  });

  it('moves labels apart within the limits and keeps their order', () => {
    expect(spreadLabels([100, 101, 20], 15, { low: 0, high: 200 })).toEqual([100, 115, 20]);
    expect(spreadLabels([195, 196], 15, { low: 0, high: 200 })).toEqual([185, 200]);
  });
});
