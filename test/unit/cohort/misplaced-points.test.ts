// Points that a tool wrote wrongly, or that belong to another film, must not cut a crop in silence.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepareHips, type HipOutcomes } from '../../../main/cohort/prepare-hips.ts';
import type { ImagePoint } from '../../../main/domain/geometry.ts';
import { SIDES } from '../../../main/domain/hip.ts';
import type { Radiograph } from '../../../main/domain/radiograph.ts';
import { phantomFilm, writtenPoints, type PhantomFilm } from '../../fixtures/phantom-film.ts';

const films = [0, 1, 2].map((index) => phantomFilm(index));
const [film, other] = films;
if (film === undefined || other === undefined) throw new Error('The fixture draws three films');

function outcomes(text: string, on: Radiograph = film.radiograph, path = '/films/film.pts'): HipOutcomes {
  return prepareHips(on, [{ path, text }], { imageName: 'film.dcm', numbering: null });
}

/** The refusal of each side, or its warnings, or `fits`. */
function said(hips: HipOutcomes): readonly string[] {
  return SIDES.flatMap((side) => {
    const hip = hips[side];
    if (hip === undefined) return [];
    if (!hip.ok) return [hip.failure.message];
    const { warnings, quality } = hip.value;
    if (warnings.length > 0) return warnings.map(({ message }) => message);
    return [(quality.outlineFit ?? 1) < 0.3 ? 'the networks are asked' : 'fits'];
  });
}

const { width, height, spacingMm } = film.radiograph;
const mirror = ({ x, y }: ImagePoint): ImagePoint => ({ x: width - 1 - x, y });

describe('the right points of a film', () => {
  test('are used without a word', () => {
    for (const each of films) expect(said(outcomes(writtenPoints(each), each.radiograph))).toEqual(['fits', 'fits']);
  });

  test('are used without a word in files of one side', () => {
    const [right, left] = SIDES.map((side) => writtenPoints({ ...film, points: { right: film.points[side], left: [] } }));
    expect(said(outcomes(right ?? '', film.radiograph, '/films/film_R.pts'))).toEqual(['fits']);
    expect(said(outcomes(left ?? '', film.radiograph, '/films/film_L.pts'))).toEqual(['fits']);
  });
});

describe('points are refused, and the refusal names what would make them fit,', () => {
  test.each<[string, (point: ImagePoint) => ImagePoint, RegExp]>([
    ['if x and y are exchanged', ({ x, y }) => ({ x: y, y: x }), /fit if x and y are exchanged/],
    ['if they are mirrored', mirror, /fit if (they are mirrored|left and right are exchanged)/],
    ['if they are upside down', ({ x, y }) => ({ x, y: height - 1 - y }), /fit if they are turned upside down/],
    ['if they are turned by 180 degrees', ({ x, y }) => mirror({ x, y: height - 1 - y }), /fit if they are turned by 180/],
    ['if they are pixels', ({ x, y }) => ({ x: x / spacingMm, y: y / spacingMm }), /fit if they are read as pixels/],
  ])('%s', (_, change, named) => {
    for (const message of said(outcomes(writtenPoints(film, change)))) expect(message).toMatch(named);
  });

  test('if the left hip comes first', () => {
    const { right, left } = film.points;
    const exchanged: PhantomFilm = { ...film, points: { right: left, left: right } };
    for (const message of said(outcomes(writtenPoints(exchanged)))) expect(message).toMatch(/left and right are exchanged/);
  });

  test('if a file of one side has the name of the other', () => {
    const text = writtenPoints({ ...film, points: { right: film.points.right, left: [] } });
    expect(said(outcomes(text, film.radiograph, '/films/film_L.pts'))).toEqual([
      expect.stringMatching(/film_L.pts: .*left and right are exchanged/),
    ]);
  });
});

test('points of another film are put to the networks', () => {
  expect(said(outcomes(writtenPoints(other)))).toEqual(['the networks are asked', 'the networks are asked']);
});

test('an inverted film is named, although its points are right', () => {
  const inverted = { ...film.radiograph, pixels: film.radiograph.pixels.map((grey) => -grey) };
  for (const message of said(outcomes(writtenPoints(film), inverted))) expect(message).toMatch(/seems to be inverted/);
});

test('no change of the points that moves a hip by more than 12 mm goes unnoticed', () => {
  const changes = fc.record({
    film: fc.constantFrom(...films),
    exchange: fc.boolean(),
    mirrored: fc.boolean(),
    flipped: fc.boolean(),
    scale: fc.constantFrom(0.8, 0.9, 1, 1.1, 1.25),
    right: fc.double({ min: -40, max: 40, noNaN: true }),
    down: fc.double({ min: -40, max: 40, noNaN: true }),
  });
  fc.assert(
    fc.property(changes, ({ film: { radiograph, points }, exchange, mirrored, flipped, scale, right, down }) => {
      const { width, height, spacingMm } = radiograph;
      const change = ({ x, y }: ImagePoint): ImagePoint => {
        const [across, along] = exchange ? [y, x] : [x, y];
        return {
          x: scale * (mirrored ? width - 1 - across : across) + right / spacingMm,
          y: scale * (flipped ? height - 1 - along : along) + down / spacingMm,
        };
      };
      const moved = (point: ImagePoint): number => {
        const { x, y } = change(point);
        return Math.hypot(x - point.x, y - point.y) * spacingMm;
      };
      const [first] = points.right;
      if (first === undefined || moved(first) < 12 || points.right.every((point) => moved(point) < 12)) return;
      const marked = writtenPoints({ radiograph, points }, change);
      expect(said(outcomes(marked, radiograph))).not.toContain('fits');
    }),
  );
});

describe('where the file does not vouch for the spacing, points are taken in the unit in which they fit:', () => {
  const supplied: Radiograph = { ...film.radiograph, spacingSource: 'supplied' };
  const inPixels = ({ x, y }: ImagePoint): ImagePoint => ({ x: x / spacingMm, y: y / spacingMm });

  test('millimetres', () => {
    expect(said(outcomes(writtenPoints(film), supplied))).toEqual(['fits', 'fits']);
  });

  test('pixels', () => {
    expect(said(outcomes(writtenPoints(film, inPixels), supplied))).toEqual(['fits', 'fits']);
  });

  test('millimetres of the spacing that the file states and a person corrected', () => {
    const corrected: Radiograph = { ...supplied, statedSpacingMm: 1.3 * spacingMm };
    const written = writtenPoints(film, ({ x, y }) => ({ x: 1.3 * x, y: 1.3 * y }));
    expect(said(outcomes(written, corrected))).toEqual(['fits', 'fits']);
  });
});
