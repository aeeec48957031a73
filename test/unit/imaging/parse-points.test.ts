import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePoints } from '../../../main/imaging/parse-points.ts';
import { pointsText } from '../../fixtures/hip-points.ts';

const codeOf = (text: string): string => {
  const result = parsePoints(text);
  return result.ok ? 'ok' : result.failure.code;
};

describe('a BoneFinder points file', () => {
  test('returns the points that were written', () => {
    const coordinate = fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value + 0);
    fc.assert(
      fc.property(fc.array(fc.record({ x: coordinate, y: coordinate }), { maxLength: 170 }), (points) => {
        const parsed = parsePoints(pointsText(points));
        expect(parsed.ok && parsed.value.map(({ x, y }) => ({ x: x + 0, y: y + 0 }))).toEqual(points);
      }),
    );
  });

  test.each([
    ['without a newline after the last brace', 'version: 1\nn_points: 2\n{\n1.5 2\n3 4\n}'],
    ['with the brace on the last point line', 'version: 1\nn_points: 2\n{\n1.5 2\n3 4}'],
    ['with carriage returns, a byte order mark and tabs', '\uFEFFversion: 1\r\nn_points: 2\r\n{\r\n1.5\t2\r\n 3  4 \r\n}\r\n'],
    ['with doubled spaces in its head', 'version:  1\nn_points:  2\n{\n1.5 2\n3 4\n}\n'],
  ])('is read %s', (_, text) => {
    const parsed = parsePoints(text);
    expect(parsed.ok && parsed.value).toEqual([
      { x: 1.5, y: 2 },
      { x: 3, y: 4 },
    ]);
  });

  test.each([
    ['landmarks-malformed', ''],
    ['landmarks-malformed', '1 2\n3 4\n'],
    ['landmarks-malformed', 'version: 1\nn_points: 1\n{\n1 x\n}'],
    ['landmarks-malformed', 'version: 1\nn_points: 1\n{\n1 2 3\n}'],
    ['landmarks-malformed', 'version: 1\nn_points: 1\n{\n1\n}'],
    ['landmarks-count', 'version: 1\nn_points: 3\n{\n1 2\n3 4\n}'],
  ])('is refused as %s if it is malformed: %j', (code, text) => {
    expect(codeOf(text)).toBe(code);
  });

  test('with hostile text is refused quickly', () => {
    const start = performance.now();
    expect(codeOf(`version: 1\nn_points: 160\n{${' '.repeat(900_000)}`)).toBe('landmarks-malformed');
    expect(codeOf('{'.repeat(5_000_000))).toBe('landmarks-malformed');
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
