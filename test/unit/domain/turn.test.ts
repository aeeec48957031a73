import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  combinedTurn,
  inverseTurn,
  mirrors,
  turnedSize,
  turnPixels,
  turnPoint,
  TURNS,
  type PictureSize,
  type Turn,
} from '../../../main/domain/film/turn.ts';

const anyTurn = fc.constantFrom(...TURNS);
const anySize = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) });

const ramp = ({ width, height }: PictureSize): Float32Array => Float32Array.from({ length: width * height }, (_, at) => at);

describe('a turn', () => {
  test.each<[Turn, readonly number[]]>([
    ['none', [0, 1, 2, 3, 4, 5]],
    ['flip-horizontal', [2, 1, 0, 5, 4, 3]],
    ['rotate-180', [5, 4, 3, 2, 1, 0]],
    ['flip-vertical', [3, 4, 5, 0, 1, 2]],
    ['transpose', [0, 3, 1, 4, 2, 5]],
    ['rotate-90', [3, 0, 4, 1, 5, 2]],
    ['transverse', [5, 2, 4, 1, 3, 0]],
    ['rotate-270', [2, 5, 1, 4, 0, 3]],
  ])('%s moves the pixels of a picture of 3 x 2', (turn, expected) => {
    expect([...turnPixels(turn, ramp({ width: 3, height: 2 }), { width: 3, height: 2 })]).toEqual(expected);
  });

  test('and its inverse leave a picture as it was', () => {
    fc.assert(
      fc.property(anyTurn, anySize, (turn, size) => {
        const there = turnPixels(turn, ramp(size), size);
        const back = turnPixels(inverseTurn(turn), there, turnedSize(turn, size));
        expect([...back]).toEqual([...ramp(size)]);
        expect(combinedTurn(turn, inverseTurn(turn))).toBe('none');
      }),
    );
  });

  test('after another is the combined turn', () => {
    fc.assert(
      fc.property(anyTurn, anyTurn, anySize, (first, second, size) => {
        const both = turnPixels(second, turnPixels(first, ramp(size), size), turnedSize(first, size));
        expect([...turnPixels(combinedTurn(first, second), ramp(size), size)]).toEqual([...both]);
        expect(mirrors(combinedTurn(first, second))).toBe(mirrors(first) !== mirrors(second));
      }),
    );
  });

  test('moves points with their pixels', () => {
    fc.assert(
      fc.property(anyTurn, anySize, fc.nat(), (turn, size, nth) => {
        const at = nth % (size.width * size.height);
        const point = { x: at % size.width, y: Math.floor(at / size.width) };
        const { x, y } = turnPoint(turn, point, size);
        expect(turnPixels(turn, ramp(size), size)[y * turnedSize(turn, size).width + x]).toBe(at);
      }),
    );
  });
});
