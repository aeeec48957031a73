import { describe, expect, test } from 'vitest';
import type { Result } from '../../../main/domain/failure.ts';
import type { ImagePoint } from '../../../main/domain/geometry.ts';
import { sidesFromPoints, type MarkedImage } from '../../../main/imaging/landmark-sides.ts';
import { hipPoints } from '../../fixtures/hip-points.ts';

const ground: MarkedImage = { width: 2000, height: 1600, spacingMm: 0.2, spacingSource: 'PixelSpacing' };
const right = { x: 110, y: 150 };
const left = { x: 290, y: 150 };
const both = [...hipPoints(right), ...hipPoints(left)];

const codeOf = (result: Result<unknown> | undefined): string =>
  result === undefined ? 'absent' : result.ok ? 'ok' : result.failure.code;

function placed(points: readonly ImagePoint[], on: MarkedImage = ground, fileName = 'film.dcm.pts') {
  const result = sidesFromPoints(points, on, { fileName });
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('the points of a file', () => {
  test('become image pixels: right hip first, then left', () => {
    const { sides, numbering } = placed(both);
    expect(numbering).toBe('original');
    if (sides.right?.ok !== true || sides.left?.ok !== true) throw new Error('both sides must be placed');
    expect(sides.right.value[0].x).toBeCloseTo(both[0].x / 0.2, 9);
    expect(sides.left.value[5].y).toBeCloseTo(both[85].y / 0.2, 9);
  });

  test('tell their numbering by the circle of the head', () => {
    expect(placed([...hipPoints(right, 'renumbered'), ...hipPoints(left, 'renumbered')]).numbering).toBe('renumbered');
    expect(placed(hipPoints(right, 'renumbered'), ground, 'a_R.pts').numbering).toBe('renumbered');
  });

  test('that fit both numberings ask for an answer, and the answer is taken', () => {
    const ring = Array.from({ length: 160 }, (_, i) => {
      const centre = i < 80 ? right : left;
      return { x: centre.x + 24 * Math.cos(i), y: centre.y + 24 * Math.sin(i) };
    });
    expect(codeOf(sidesFromPoints(ring, ground, { fileName: 'film.pts' }))).toBe('numbering-ambiguous');
    const told = sidesFromPoints(ring, ground, { fileName: 'film.pts', numbering: 'renumbered' });
    expect(told.ok && told.value.numbering).toBe('renumbered');
  });

  test('of one side need a name that says which', () => {
    expect(Object.keys(placed(hipPoints(right), ground, '9000099_R.pts').sides)).toEqual(['right']);
    expect(Object.keys(placed(hipPoints(left), ground, 'film_L.dcm.pts').sides)).toEqual(['left']);
    expect(codeOf(sidesFromPoints(hipPoints(left), ground, { fileName: 'film.pts' }))).toBe('landmarks-count');
  });

  test('marked on the mirrored image are mirrored back', () => {
    const width = ground.width;
    const onMirrored = hipPoints(left).map(({ x, y }) => ({ x: (width - 1) * 0.2 - x, y }));
    const { sides } = placed(onMirrored, ground, 'film_rasl.pts');
    const straight = placed(hipPoints(left), ground, 'film_L.pts').sides;
    if (sides.left?.ok !== true || straight.left?.ok !== true) throw new Error('both files must be placed');
    sides.left.value.forEach((point, i) => {
      expect(point.x).toBeCloseTo(straight.left?.ok === true ? straight.left.value[i].x : 0, 6);
    });
  });

  test('are pixels already where the image has no spacing of its own and they reach beyond its millimetres', () => {
    const supplied: MarkedImage = { ...ground, spacingSource: 'supplied' };
    const pixels = both.map(({ x, y }) => ({ x: x / 0.2, y: y / 0.2 }));
    const fromPixels = placed(pixels, supplied).sides.right;
    const fromMillimetres = placed(both, supplied).sides.right;
    if (fromPixels?.ok !== true || fromMillimetres?.ok !== true) throw new Error('both units must be placed');
    expect(fromPixels.value[7].x).toBeCloseTo(fromMillimetres.value[7].x, 6);
  });

  test('are neither 160 nor 80: the count is refused', () => {
    expect(codeOf(sidesFromPoints(both.slice(1), ground, { fileName: 'film.pts' }))).toBe('landmarks-count');
    expect(codeOf(sidesFromPoints([], ground, { fileName: 'film.pts' }))).toBe('landmarks-count');
  });

  test('off the image refuse that side and leave the other alone', () => {
    const shifted = [...hipPoints(right), ...hipPoints({ x: 395, y: 150 })];
    const { sides } = placed(shifted);
    expect(codeOf(sides.right)).toBe('ok');
    expect(codeOf(sides.left)).toBe('landmarks-off-image');
  });

  test('of the femoral shaft may lie a little below the film', () => {
    const points = [...hipPoints(right), ...hipPoints(left)];
    points[0] = { x: right.x, y: right.y + 60 };
    const low: MarkedImage = { ...ground, height: Math.round((right.y + 50) / 0.2) };
    expect(codeOf(placed(points, low).sides.right)).toBe('ok');
  });

  test('with the wrong spacing have heads too large for a human', () => {
    const twice = both.map(({ x, y }) => ({ x: x * 2, y: y * 2 }));
    expect(codeOf(sidesFromPoints(twice, { ...ground, width: 4000, height: 3200 }, { fileName: 'film.pts' }))).toBe(
      'landmarks-implausible',
    );
  });

  test('whose neighbours are torn apart are implausible', () => {
    const points = [...both];
    points[3] = { x: right.x + 5, y: right.y + 120 };
    expect(codeOf(placed(points).sides.right)).toBe('landmarks-implausible');
  });
});
