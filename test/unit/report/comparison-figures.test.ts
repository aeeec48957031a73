// The printed figures of a comparison of many figures, by models with long names: everything is on the page, and no word lies on another.

import { expect, it } from 'vitest';
import type { Comparison } from '../../../main/domain/evaluation/comparison.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { comparisonFigures } from '../../../main/report/evaluation/comparison.ts';
import type { Mark } from '../../../main/report/figures/drawing.ts';
import { drawFigure } from '../../../main/report/figures/draw-figure.ts';
import { openTextWidth } from '../../../main/report/figures/text-width.ts';

const NAMES = ['short', 'a-model-with-a-long-name-of-its-own-that-was-trained-on-the-hips-of-one-study', 'another'] as const;
const OF_ANSWERS = ['quadraticKappa', 'aucAtLeast1', 'accuracy', 'macroF1', 'recall0', 'recall1', 'recall2', 'recall3', 'brier'];
const estimate = { value: 0.1, low: -0.2, high: 0.3 };
const figures = Object.fromEntries(
  [...QUADRANTS.flatMap((quadrant) => OF_ANSWERS.map((name) => `${quadrant}/${name}`)), 'meanQuadraticKappa', 'spread'].map(
    (name) => [name, estimate],
  ),
);
const roc = Object.fromEntries(
  QUADRANTS.map((quadrant) => [
    quadrant,
    [
      { falsePositives: 0, truePositives: 0 },
      { falsePositives: 1, truePositives: 1 },
    ],
  ]),
);
const pairOf = (first: string, second: string): Comparison['pairs'][number] => ({
  first,
  second,
  differences: figures,
  delong: [],
  mcnemar: [],
  wilcoxon: { statistic: 0, pairs: 0, p: 1, adjusted: 1 },
});
const comparison: Comparison = {
  split: 'val',
  truth: 'merged',
  splitName: 'mine',
  hips: 8,
  subjects: 4,
  seed: 1,
  draws: 10,
  models: NAMES.map((name) => ({ name, evaluationId: name, figures, roc })),
  recipes: [],
  pairs: [pairOf(NAMES[0], NAMES[1]), pairOf(NAMES[0], NAMES[2]), pairOf(NAMES[1], NAMES[2])],
};

const widthOf = openTextWidth();

it.each(comparisonFigures(comparison))('puts every word of the figure "$name" on its page, and none over another', (figure) => {
  const { width, height, marks } = drawFigure(figure, widthOf);
  const words = marks.flatMap((mark) => (mark.kind === 'text' ? [{ text: mark.text, ...boxOf(mark) }] : []));
  expect(words.length).toBeGreaterThan(10);
  const cut = words.filter(({ left, right, top, bottom }) => Math.min(left, top) < 0 || right > width || bottom > height);
  expect(cut).toEqual([]);
  const over = words.flatMap((one, at) =>
    words
      .slice(at + 1)
      .filter((two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom)
      .map((two) => `${one.text} over ${two.text}`),
  );
  expect(over).toEqual([]);
});

it('prints the mean figures first, then agreement and AUC of each answer', () => {
  const { panels } = comparisonFigures(comparison).find(({ name }) => name === 'differences') ?? { panels: [] };
  expect(panels).toHaveLength(3);
  const [panel] = panels;
  const names = panel?.kind === 'forest' ? panel.rows.map(({ name }) => name) : [];
  expect(names).toEqual([
    'meanQuadraticKappa',
    ...QUADRANTS.flatMap((quadrant) => [`${quadrant}/quadraticKappa`, `${quadrant}/aucAtLeast1`]),
  ]);
});

/** The box of the letters, without what hangs below the line. */
function boxOf({ at, text, size, anchor, bold = false, upwards = false }: Extract<Mark, { kind: 'text' }>) {
  const length = widthOf(text, size, bold);
  const before = { start: 0, middle: length / 2, end: length }[anchor];
  if (!upwards) return { left: at.x - before, right: at.x - before + length, top: at.y - 0.7 * size, bottom: at.y };
  return { left: at.x - 0.7 * size, right: at.x, top: at.y + before - length, bottom: at.y + before };
}
