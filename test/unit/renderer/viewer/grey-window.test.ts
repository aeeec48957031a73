import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dragWindow, lookupTable } from '../../../../renderer/viewer/grey-window.ts';

const stored = { low: 0, slope: 1, largest: 100, inverted: false };
const grey = (word: number) => word & 0xff;

describe('window and level', () => {
  it('spreads the window from black to white and clips what lies outside', () => {
    const table = lookupTable({ centre: 50, width: 20 }, stored);
    expect([0, 40, 50, 60, 100].map((value) => grey(table[value]))).toEqual([0, 0, 128, 255, 255]);
  });

  it('returns opaque greys with equal red, green and blue', () => {
    expect(lookupTable({ centre: 50, width: 100 }, stored)[20].toString(16)).toBe('ff333333');
  });

  it('works in the units of the radiograph, not of the stored values', () => {
    const table = lookupTable({ centre: 1000, width: 200 }, { low: 900, slope: 2, largest: 100, inverted: false });
    expect(grey(table[0])).toBe(0);
    expect(grey(table[50])).toBe(128);
    expect(grey(table[100])).toBe(255);
  });

  it('reverses every grey when inverted', () => {
    const window = { centre: 47, width: 31 };
    const [plain, inverted] = [lookupTable(window, stored), lookupTable(window, { ...stored, inverted: true })];
    for (let value = 0; value <= 100; value++)
      expect(Math.abs(grey(plain[value]) + grey(inverted[value]) - 255)).toBeLessThanOrEqual(1);
  });

  it('never makes a denser point darker', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 1, max: 200 }), (centre, width) => {
        const table = lookupTable({ centre, width }, stored);
        for (let value = 1; value <= 100; value++) expect(grey(table[value])).toBeGreaterThanOrEqual(grey(table[value - 1]));
      }),
    );
  });

  it('widens to the right and never reaches zero width to the left', () => {
    const before = { centre: 500, width: 100 };
    expect(dragWindow(before, 80, 0, 1000)).toEqual({ centre: 500, width: 200 });
    expect(dragWindow(before, 0, 80, 1000)).toEqual({ centre: 600, width: 100 });
    expect(dragWindow(before, -9999, 0, 1000).width).toBeGreaterThan(0);
  });
});
