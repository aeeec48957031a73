import { expect, it } from 'vitest';
import { HEATMAPS, type HeatmapSet } from '../../../../main/domain/grading.ts';
import { perQuadrant, QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { outlineShares } from '../../../../main/learning/evidence/outline-shares.ts';

/** A crop of a left hip: it is mirrored, at two film pixels to the crop pixel. */
const frame = { originX: 500, originY: 100, step: 2, size: 224, mirrored: true, spacingMm: 0.4 };

/** Maps of one cell, which are the same everywhere, or empty. */
function maps(kind: 'grades' | 'findings', value: number): HeatmapSet {
  const { answers, scores } = HEATMAPS[kind];
  return { kind, size: 1, values: new Float32Array(answers.length * scores.length).fill(value) };
}

/** A box of 56 by 56 crop pixels, from crop pixel 28 to 83, as its film shows it. */
const box = (left: number) => [
  { x: 500 - 2 * (left - 0.5), y: 100 + 2 * 27.5 },
  { x: 500 - 2 * (left + 55.5), y: 100 + 2 * 27.5 },
  { x: 500 - 2 * (left + 55.5), y: 100 + 2 * 83.5 },
  { x: 500 - 2 * (left - 0.5), y: 100 + 2 * 83.5 },
];

const outlines = perQuadrant((quadrant) => (quadrant === QUADRANTS[0] ? box(28) : quadrant === QUADRANTS[1] ? box(112) : null));

it('is the share of an even map that the outline covers, on a mirrored crop too, and is missing where no outline is known', () => {
  const sixteenth = (56 * 56) / (224 * 224);
  expect(outlineShares(maps('grades', 1), outlines, frame)).toEqual({
    [QUADRANTS[0]]: expect.closeTo(sixteenth, 6),
    [QUADRANTS[1]]: expect.closeTo(sixteenth, 6),
  });
});

it('covers both quadrants of a bone for a finding, and is nothing for a map without evidence', () => {
  expect(outlineShares(maps('findings', 1), outlines, frame)).toEqual({ 'femoral-osteophytes': expect.closeTo(1 / 8, 6) });
  expect(outlineShares(maps('findings', 0), outlines, frame)).toEqual({ 'femoral-osteophytes': 0 });
});
