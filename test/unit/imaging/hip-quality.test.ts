// The measured quality of hips on phantom films that were blurred, clipped or cut off on purpose.

import { describe, expect, test } from 'vitest';
import type { ImagePoint } from '../../../main/domain/geometry.ts';
import { SIDES } from '../../../main/domain/hip.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import type { Radiograph } from '../../../main/domain/radiograph.ts';
import { hipQuality, measuredFilm, qualityWarnings } from '../../../main/imaging/quality/hip-quality.ts';
import { gaussianBlur } from '../../../main/phantom/blur.ts';
import { phantomFilm } from '../../fixtures/phantom-film.ts';

const table = LANDMARK_TABLES.original;
const films = [0, 1, 2, 3].map((index) => phantomFilm(index, 2));
const [film] = films;
if (film === undefined) throw new Error('The fixture draws four films');

function qualities(radiograph: Radiograph, points = film?.points) {
  const measured = measuredFilm(radiograph);
  return SIDES.map((side) => hipQuality(measured, { landmarks: points?.[side] ?? [], side, table }, true));
}

function codes(radiograph: Radiograph, points = film?.points): readonly string[] {
  const both = qualities(radiograph, points);
  const sharpest = Math.min(...both.map(({ edgeWidthMm }) => edgeWidthMm ?? Number.POSITIVE_INFINITY));
  return both.flatMap((quality) => qualityWarnings(quality, radiograph.spacingMm, sharpest).map(({ code }) => code));
}

function blurred(radiograph: Radiograph, sigmaMm: number): Radiograph {
  const pixels = Float32Array.from(radiograph.pixels);
  if (sigmaMm > 0) gaussianBlur(pixels, radiograph.width, radiograph.height, sigmaMm / radiograph.spacingMm);
  return { ...radiograph, pixels };
}

const withPixels = (change: (grey: number, x: number, y: number) => number): Radiograph => {
  const { radiograph } = film;
  const { width } = radiograph;
  return { ...radiograph, pixels: radiograph.pixels.map((grey, at) => change(grey, at % width, Math.floor(at / width))) };
};

describe('the width of the edges at the femoral heads', () => {
  // A Gaussian blur with standard deviation s widens a sharp edge to 2.56 s, and the edge that was there adds in squares.
  test.each([
    [0, 1, 2.1],
    [0.5, 1.4, 2.6],
    [1, 2.1, 3.6],
    [2, 3.6, 5.4],
  ])('follows a blur of %d mm', (sigmaMm, least, most) => {
    const widths = films.flatMap(({ radiograph, points }) =>
      qualities(blurred(radiograph, sigmaMm), points).map(({ edgeWidthMm }) => edgeWidthMm ?? Number.NaN),
    );
    for (const width of widths) {
      expect(width).toBeGreaterThan(least);
      expect(width).toBeLessThan(most);
    }
  });

  test('marks a film blurred by 2 mm, and no sharp film', () => {
    for (const { radiograph, points } of films) {
      expect(codes(radiograph, points)).toEqual([]);
      expect(codes(blurred(radiograph, 2), points)).toEqual(['blurred', 'blurred']);
    }
  });
});

test('a hip that is burned out is marked as clipped', () => {
  const head = film.points.right[18];
  const burned =
    head === undefined ? 0 : (film.radiograph.pixels[Math.round(head.y) * film.radiograph.width + Math.round(head.x)] ?? 0);
  expect(codes(withPixels((grey) => Math.min(grey, 0.9 * burned)))).toContain('clipped');
});

test('a hip behind the collimator is marked as cut off', () => {
  const border = Math.round(film.points.right.reduce((sum, { x }) => sum + x, 0) / 80);
  const found = qualities(withPixels((grey, x) => (x < border ? 0 : grey)));
  expect(found[0]?.unexposedShare).toBeGreaterThan(0.1);
  expect(found[1]?.unexposedShare).toBe(0);
  expect(codes(withPixels((grey, x) => (x < border ? 0 : grey)))).toContain('cut-off');
});

test('a thigh turned outward as in a frog-leg view is marked', () => {
  const hinge = film.points.right[14];
  if (hinge === undefined) throw new Error('The fixture has 80 points');
  const [sine, cosine] = [Math.sin(0.8), Math.cos(0.8)];
  const turned = (point: ImagePoint): ImagePoint => {
    const [x, y] = [point.x - hinge.x, point.y - hinge.y];
    return { x: hinge.x + cosine * x - sine * y, y: hinge.y + sine * x + cosine * y };
  };
  const femur = new Set(table.proximalFemur);
  const right = film.points.right.map((point, index) => (femur.has(index) ? turned(point) : point));
  expect(codes(film.radiograph, { ...film.points, right })).toEqual(['unusual-view']);
});
