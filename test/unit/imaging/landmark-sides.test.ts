import { describe, expect, test } from 'vitest';
import type { Result } from '../../../main/domain/failure.ts';
import type { ImagePoint } from '../../../main/domain/geometry.ts';
import { sidesFromPoints, type MarkedImage } from '../../../main/imaging/landmark-sides.ts';
import { hipPoints } from '../../fixtures/hip-points.ts';

const image: MarkedImage = { width: 2000, height: 1600, spacingMm: 0.2, spacingSource: 'PixelSpacing' };
const right = { x: 110, y: 150 };
const left = { x: 290, y: 150 };
const both = [...hipPoints(right), ...hipPoints(left)];

const codeOf = (result: Result<unknown> | undefined): string =>
  result === undefined ? 'absent' : result.ok ? 'ok' : result.failure.code;

function placed(points: readonly ImagePoint[], on: MarkedImage = image, fileName = 'film.dcm.pts') {
  const result = sidesFromPoints(points, on, { fileName });
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** The first point, in whole hundredths of a pixel. */
function firstOf(landmarks: Result<readonly ImagePoint[]> | undefined): readonly number[] {
  const point = landmarks?.ok === true ? landmarks.value[0] : undefined;
  return point === undefined ? [] : [point.x, point.y].map((value) => Math.round(100 * value));
}

describe('the points of a file', () => {
  test('become image pixels, right hip first', () => {
    const { sides, numbering } = placed(both);
    expect(numbering).toBe('original');
    if (sides.right?.ok !== true || sides.left?.ok !== true) throw new Error('The fixture must place both sides');
    expect(sides.right.value[0].x).toBeCloseTo(both[0].x / 0.2, 9);
    expect(sides.left.value[5].y).toBeCloseTo(both[85].y / 0.2, 9);
  });

  test('show their numbering by the circle of the head', () => {
    expect(placed([...hipPoints(right, 'renumbered'), ...hipPoints(left, 'renumbered')]).numbering).toBe('renumbered');
    expect(placed(hipPoints(right, 'renumbered'), image, 'a_R.pts').numbering).toBe('renumbered');
  });

  test('that fit both numberings require an answer, which is used', () => {
    const ring = Array.from({ length: 160 }, (_, i) => {
      const centre = i < 80 ? right : left;
      return { x: centre.x + 24 * Math.cos(i), y: centre.y + 24 * Math.sin(i) };
    });
    expect(codeOf(sidesFromPoints(ring, image, { fileName: 'film.pts' }))).toBe('numbering-ambiguous');
    const answered = sidesFromPoints(ring, image, { fileName: 'film.pts', numbering: 'renumbered' });
    expect(answered.ok && answered.value.numbering).toBe('renumbered');
  });

  test('are millimetres or pixels by the size of the heads if a person gave the spacing', () => {
    const supplied: MarkedImage = { ...image, spacingSource: 'supplied' };
    const expected = placed(both).sides.left;
    // The end of the shaft lies below the image, as shape models place it.
    const beyond = both.map((point, i) => (i === 4 ? { ...point, y: image.height * image.spacingMm + 5 } : point));
    for (const points of [both, beyond, both.map(({ x, y }) => ({ x: x / 0.2, y: y / 0.2 }))]) {
      expect(firstOf(placed(points, supplied).sides.left)).toEqual(firstOf(expected));
    }
  });

  test('written by a wrong spacing of the file are placed by the corrected one', () => {
    const corrected: MarkedImage = { ...image, spacingSource: 'supplied', statedMm: [0.35] };
    const written = both.map(({ x, y }) => ({ x: (x / 0.2) * 0.35, y: (y / 0.2) * 0.35 }));
    expect(firstOf(placed(written, corrected).sides.right)).toEqual(firstOf(placed(both).sides.right));
  });

  test('of one side need a file name that states the side', () => {
    expect(Object.keys(placed(hipPoints(right), image, '9000099_R.pts').sides)).toEqual(['right']);
    expect(Object.keys(placed(hipPoints(left), image, 'film_L.dcm.pts').sides)).toEqual(['left']);
    expect(codeOf(sidesFromPoints(hipPoints(left), image, { fileName: 'film.pts' }))).toBe('landmarks-count');
  });

  test('marked on the mirrored image are mirrored back', () => {
    const width = image.width;
    const onMirrored = hipPoints(left).map(({ x, y }) => ({ x: (width - 1) * 0.2 - x, y }));
    const { sides } = placed(onMirrored, image, 'film_rasl.pts');
    const straight = placed(hipPoints(left), image, 'film_L.pts').sides;
    if (sides.left?.ok !== true || straight.left?.ok !== true) throw new Error('The fixture must place both files');
    sides.left.value.forEach((point, i) => {
      expect(point.x).toBeCloseTo(straight.left?.ok === true ? straight.left.value[i].x : 0, 6);
    });
  });

  test('are pixels if the image has no spacing and they would lie outside it as millimetres', () => {
    const supplied: MarkedImage = { ...image, spacingSource: 'supplied' };
    const pixels = both.map(({ x, y }) => ({ x: x / 0.2, y: y / 0.2 }));
    const fromPixels = placed(pixels, supplied).sides.right;
    const fromMillimetres = placed(both, supplied).sides.right;
    if (fromPixels?.ok !== true || fromMillimetres?.ok !== true) throw new Error('The fixture must place both units');
    expect(fromPixels.value[7].x).toBeCloseTo(fromMillimetres.value[7].x, 6);
  });

  test('are refused if their count is neither 160 nor 80', () => {
    expect(codeOf(sidesFromPoints(both.slice(1), image, { fileName: 'film.pts' }))).toBe('landmarks-count');
    expect(codeOf(sidesFromPoints([], image, { fileName: 'film.pts' }))).toBe('landmarks-count');
  });

  test('outside the image make their side unusable, but not the other', () => {
    const shifted = [...hipPoints(right), ...hipPoints({ x: 395, y: 150 })];
    const { sides } = placed(shifted);
    expect(codeOf(sides.right)).toBe('ok');
    expect(codeOf(sides.left)).toBe('landmarks-off-image');
  });

  test('of the femoral shaft may lie slightly below the image', () => {
    const points = [...hipPoints(right), ...hipPoints(left)];
    points[0] = { x: right.x, y: right.y + 60 };
    const low: MarkedImage = { ...image, height: Math.round((right.y + 50) / 0.2) };
    expect(codeOf(placed(points, low).sides.right)).toBe('ok');
  });

  test('with the wrong spacing have implausibly large heads', () => {
    const twice = both.map(({ x, y }) => ({ x: x * 2, y: y * 2 }));
    expect(codeOf(sidesFromPoints(twice, { ...image, width: 4000, height: 3200 }, { fileName: 'film.pts' }))).toBe(
      'landmarks-implausible',
    );
  });

  test('with distant neighbours are implausible', () => {
    const points = [...both];
    points[3] = { x: right.x + 5, y: right.y + 120 };
    expect(codeOf(placed(points).sides.right)).toBe('landmarks-implausible');
  });
});
