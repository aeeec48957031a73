// Chen's report from planted answers: which targets go together, and how the spreads are distributed.

import { expect, it } from 'vitest';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { chenReport } from '../../../main/experiment/report/chen.ts';
import type { Finished } from '../../../main/experiment/report/finished.ts';
import type { MeanMap } from '../../../main/domain/evaluation/evaluation.ts';
import type { RunAnswer, RunAnswers } from '../../../main/learning/evaluation/run-answers.ts';
import type { RecipeOf } from '../../../main/training/recipe.ts';
import { tinyPresence } from '../training/synthetic-hips.ts';
import { NOT_TOLD } from './planted-answers.ts';

/** Four hips; in the inferior femur the truth is the opposite of that in the superior one, elsewhere as hip by hip. */
const TRUTHS: Readonly<Record<string, readonly number[]>> = {
  'femur-superior': [1, 1, 0, 0],
  'femur-inferior': [0, 0, 1, 1],
  'acetabulum-superior': [1, 0, 1, 0],
  'acetabulum-inferior': [1, 1, 0, 0],
};

function answersWith(spread: number): RunAnswers {
  const place = (at: number) => ({
    centreDistance: 2 * spread + at,
    peakDistance: 3 * spread + at,
    spread: spread + at,
    inOutline: null,
  });
  const own = (truths: readonly number[]): RunAnswer[] =>
    truths.map((truth, item) => {
      const answer = { subject: `s${item}`, item, truth, predicted: truth, presence: truth };
      return truth > 0 ? { ...answer, place: place(item) } : answer;
    });
  return Object.fromEntries(QUADRANTS.map((quadrant) => [quadrant, own(TRUTHS[quadrant] ?? [])]));
}

/** All evidence in one of four cells. */
function corner(at: number): MeanMap {
  return { hips: 2, size: 2, values: [0, 1, 2, 3].map((cell) => Number(cell === at)) };
}

function run(weight: number, spread: number): Finished {
  const recipe: RecipeOf<2> = { ...tinyPresence, seed: 1, prior: { ...tinyPresence.prior, weight } };
  return {
    run: { hash: `run ${weight}`, recipe, start: null, chosen: {} },
    answers: new Map([['best-loss', answersWith(spread)]]),
    meanMaps: new Map([['best-loss', Object.fromEntries(QUADRANTS.map((quadrant) => [quadrant, corner(weight)]))]]),
    validation: new Map([['best-loss', { epoch: 3, loss: 0.5 + weight, figures: {} }]]),
    ...NOT_TOLD,
  };
}

const report = chenReport([run(0, 50), run(2, 20)]);

it('tells which targets go together, from 1 over 0 to -1', () => {
  const table = report.tables.find(({ name }) => name === 'chen-co-occurrence');
  expect(table?.rows[0]).toEqual(['femur-superior', 1, -1, 0, 1]);
  const figure = report.figures.find(({ name }) => name === 'chen-co-occurrence');
  expect(figure?.panels[0]).toMatchObject({
    kind: 'matrix',
    cells: [
      [1, -1, 0, 1],
      [-1, 1, 0, -1],
      [0, 0, 1, 0],
      [1, -1, 0, 1],
    ],
  });
});

it('draws the mean evidence of each target without and with the prior, beside one another', () => {
  const { panels = [], columns } = report.figures.find(({ name }) => name === 'chen-mean-maps') ?? {};
  expect(columns).toBe(2);
  expect(panels.map(({ title }) => title).slice(0, 2)).toEqual([
    'femur-superior without the prior, 2 hips',
    'femur-superior with the prior, 2 hips',
  ]);
  expect(panels).toHaveLength(2 * QUADRANTS.length);
  const brightest = panels.slice(0, 2).map((panel) => {
    if (panel.kind !== 'picture') throw new TypeError('A mean map is a picture.');
    const brightness = Array.from({ length: panel.pixels.length / 3 }, (_, at) => panel.pixels[at * 3] ?? 0);
    return brightness.indexOf(Math.max(...brightness));
  });
  // The first cell of the upper row without, the first of the lower row with the prior.
  expect(brightest).toEqual([0, 32 * 16]);
});

it('gives the loss on validation hips for each setting of the grid', () => {
  const table = report.tables.find(({ name }) => name === 'chen-grid');
  expect(table?.rows.map((row) => [row[0], row.at(-1)])).toEqual([
    [0, 0.5],
    [2, 2.5],
  ]);
});

it('draws how the spread is distributed without and with the prior', () => {
  const [panel] = report.figures.find(({ name }) => name === 'chen-spread')?.panels ?? [];
  expect(panel).toMatchObject({
    title: 'femur-superior',
    series: [
      {
        values: [
          { x: 50, y: 0.5 },
          { x: 51, y: 1 },
        ],
      },
      {
        values: [
          { x: 20, y: 0.5 },
          { x: 21, y: 1 },
        ],
      },
    ],
  });
});

it.each([
  ['chen-centre-distance', 2],
  ['chen-peak-distance', 3],
])('draws how the distance is distributed in %s', (name, times) => {
  const [panel] = report.figures.find((figure) => figure.name === name)?.panels ?? [];
  const values = (spread: number) => [0, 1].map((at) => ({ x: times * spread + at, y: (at + 1) / 2 }));
  expect(panel).toMatchObject({ title: 'femur-superior', series: [{ values: values(50) }, { values: values(20) }] });
});

it('draws the ROC of each target without and with the prior, here of answers that are all right', () => {
  const figure = report.figures.find(({ name }) => name === 'chen-roc');
  expect(figure?.panels).toHaveLength(4);
  const right = [0, 0, 1].map((x, at) => ({ x, y: at === 0 ? 0 : 1 }));
  expect(figure?.panels[0]).toMatchObject({ diagonal: true, series: [{ values: right }, { values: right }] });
});

it('tells settings apart that differ only in their landmarks or grid', () => {
  const changed = (prior: Partial<RecipeOf<2>['prior']>): Finished => {
    const whole = run(2, 20);
    if (whole.run.recipe.system !== 2) throw new Error('The planted run is of System 2.');
    return { ...whole, run: { ...whole.run, recipe: { ...whole.run.recipe, prior: { ...whole.run.recipe.prior, ...prior } } } };
  };
  const grid = chenReport([run(0, 50), run(2, 20), changed({ landmarks: 'one-acetabular' }), changed({ grid: 56 })]);
  expect(grid.tables.find(({ name }) => name === 'chen-grid')?.rows).toHaveLength(4);
});
