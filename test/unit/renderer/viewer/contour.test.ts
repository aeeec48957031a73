import { describe, expect, it } from 'vitest';
import { contourOf } from '../../../../renderer/viewer/contour.ts';

const size = { width: 61, height: 61 };

function grid(value: (x: number, y: number) => number): Float64Array {
  return Float64Array.from({ length: size.width * size.height }, (_, i) => value(i % size.width, Math.floor(i / size.width)));
}

describe('a line of equal value', () => {
  it('lies on the circle where a cone has that value, and goes round it once', () => {
    const segments = contourOf(
      grid((x, y) => 100 - Math.hypot(x - 30, y - 30)),
      size,
      80,
    );
    for (const [x, y, toX, toY] of segments) {
      expect(Math.hypot(x - 30, y - 30)).toBeCloseTo(20, 1);
      expect(Math.hypot(toX - 30, toY - 30)).toBeCloseTo(20, 1);
    }
    const length = segments.reduce((sum, [x, y, toX, toY]) => sum + Math.hypot(toX - x, toY - y), 0);
    expect(length).toBeCloseTo(2 * Math.PI * 20, 0);
  });

  it('is closed: each of its points ends two pieces, at saddles too', () => {
    const values = grid((x, y) => (x === 0 || y === 0 || x === 60 || y === 60 ? 0 : (x * 37 + y * 101 + x * y * 13) % 97));
    const ends = new Map<string, number>();
    for (const [x, y, toX, toY] of contourOf(values, size, 48.5)) {
      for (const end of [`${x} ${y}`, `${toX} ${toY}`]) ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    expect(ends.size).toBeGreaterThan(1000);
    expect(new Set(ends.values())).toEqual(new Set([2]));
  });

  it('is not there where no value reaches the level', () => {
    expect(
      contourOf(
        grid(() => 5),
        size,
        6,
      ),
    ).toEqual([]);
  });
});
