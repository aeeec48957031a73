// Chen's report from planted answers: which targets go together, and how the spreads are distributed.

import { expect, it } from 'vitest';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { chenReport } from '../../../main/experiment/report/chen.ts';
import type { Finished } from '../../../main/experiment/report/finished.ts';
import type { RunAnswer, RunAnswers } from '../../../main/learning/evaluation/run-answers.ts';
import type { RecipeOf } from '../../../main/training/recipe.ts';
import { tinyPresence } from '../training/synthetic-hips.ts';

/** Four hips; in the inferior femur the truth is the opposite of that in the superior one, elsewhere as hip by hip. */
const TRUTHS: Readonly<Record<string, readonly number[]>> = {
  'femur-superior': [1, 1, 0, 0],
  'femur-inferior': [0, 0, 1, 1],
  'acetabulum-superior': [1, 0, 1, 0],
  'acetabulum-inferior': [1, 1, 0, 0],
};

function answersWith(spread: number): RunAnswers {
  const place = (at: number) => ({ centreDistance: spread, peakDistance: spread, spread: spread + at, inOutline: null });
  const own = (truths: readonly number[]): RunAnswer[] =>
    truths.map((truth, item) => {
      const answer = { subject: `s${item}`, item, truth, predicted: truth, presence: truth };
      return truth > 0 ? { ...answer, place: place(item) } : answer;
    });
  return Object.fromEntries(QUADRANTS.map((quadrant) => [quadrant, own(TRUTHS[quadrant] ?? [])]));
}

function run(weight: number, spread: number): Finished {
  const recipe: RecipeOf<2> = { ...tinyPresence, seed: 1, prior: { ...tinyPresence.prior, weight } };
  return {
    run: { hash: `run ${weight}`, recipe, start: null, chosen: {} },
    answers: new Map([['best-loss', answersWith(spread)]]),
    validation: new Map(),
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
