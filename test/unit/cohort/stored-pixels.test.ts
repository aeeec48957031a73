import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packPixels, toSixteenBit, unpackPixels } from '../../../main/cohort/stored-pixels.ts';

describe('stored pixels', () => {
  it('return whole greys exactly', () => {
    const greys = fc.array(fc.integer({ min: -30_000, max: 30_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(greys, (values) => {
        const pixels = Float32Array.from(values);
        const stored = toSixteenBit(pixels);
        expect(Array.from(stored.values, (value) => stored.low + stored.slope * value)).toEqual(values);
      }),
    );
  });

  it('return any greys within half a step of the range', () => {
    const greys = fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 100 });
    fc.assert(
      fc.property(greys, (values) => {
        const pixels = Float32Array.from(values);
        const { low, slope, values: stored } = toSixteenBit(pixels);
        pixels.forEach((pixel, i) => expect(Math.abs(low + slope * stored[i] - pixel)).toBeLessThanOrEqual(slope * 0.5001));
      }),
    );
  });

  it('are unpacked as they were packed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint16Array({ maxLength: 500 }), async (values) => {
        expect(await unpackPixels(await packPixels(values), values.length)).toEqual(new Uint16Array(values));
      }),
      { numRuns: 30 },
    );
  });

  it("are refused if their number is not the radiograph's", async () => {
    await expect(unpackPixels(await packPixels(new Uint16Array(10)), 11)).rejects.toThrow(/instead of 22/);
  });
});
