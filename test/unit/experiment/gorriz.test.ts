// Gorriz' tables from planted answers, with figures worked out by hand.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import type { Finished } from '../../../main/experiment/report/finished.ts';
import { gorrizReport } from '../../../main/experiment/report/gorriz.ts';
import type { RunAnswer } from '../../../main/learning/evaluation/run-answers.ts';
import { readAnyRecipe } from '../../../main/learning/run/recipe-file.ts';
import type { RecipeOf } from '../../../main/training/recipe.ts';
import type { Table } from '../../../main/report/figures/table.ts';
import { NOT_TOLD } from './planted-answers.ts';

const recipe = await preset();

async function preset(): Promise<RecipeOf<3>> {
  const file = join(import.meta.dirname, '../../../resources/recipes/knee-vgg16-att0-multi-loss-small.json');
  const read = valueOrThrow(await readAnyRecipe(file));
  if (!('system' in read) || read.system !== 3) throw new Error('Not a recipe of knees.');
  return read;
}

/** Eight knees of grades 0 and 1, of which this many are answered right, each with this chance. */
function answers(right: number, chance: number): RunAnswer[] {
  return Array.from({ length: 8 }, (_, item) => {
    const truth = item % 2;
    return { subject: `s${item}`, item, truth, predicted: item < right ? truth : 1 - truth, presence: truth, chance };
  });
}

interface Run {
  readonly backbone?: RecipeOf<3>['backbone'];
  readonly attention: RecipeOf<3>['attention'];
  readonly answers: Readonly<Record<string, RunAnswer[]>>;
  readonly loss: number;
}

function run({ backbone = 'vgg16', attention, answers: own, loss }: Run): Finished {
  return {
    run: { hash: JSON.stringify([backbone, attention]), recipe: { ...recipe, backbone, attention }, start: null, chosen: {} },
    answers: new Map([['best-loss', own]]),
    validation: new Map([['best-loss', { epoch: 1, loss, figures: {} }]]),
    ...NOT_TOLD,
  };
}

const both = (...weights: number[]): RecipeOf<3>['attention'] => ({
  branches: ['att0', 'att1'],
  combined: 'multi-loss',
  weights,
});
const three = (att0: number, att1: number, all: number) => ({
  kl: answers(all, 0.5),
  'kl.att0': answers(att0, 0.5),
  'kl.att1': answers(att1, 0.25),
});

const report = gorrizReport([
  run({ attention: both(1, 0.8), answers: three(8, 6, 7), loss: 1.5 }),
  run({ attention: both(1, 1), answers: three(4, 4, 4), loss: 1.25 }),
  run({
    attention: { branches: ['att0', 'att1'], combined: 'early-fusion', weights: [] },
    answers: { kl: answers(4, 0.5) },
    loss: 1,
  }),
  run({ backbone: 'antony', attention: null, answers: { kl: answers(4, 0.5) }, loss: 1 }),
]);
const [branches, weights] = report.tables;

it('gives each branch and the ensemble a row of their own, with the published accuracy only beside the published weights', () => {
  const rows = branches.rows.map((row) => [row[3], row[4], row.at(-1)]);
  expect(rows).toEqual([
    ['1, 0.8', 'all branches', ''],
    ['1, 0.8', 'att0', '.643'],
    ['1, 0.8', 'att1', '.632'],
    ['1, 1', 'all branches', ''],
    ['1, 1', 'att0', ''],
    ['1, 1', 'att1', ''],
    ['', 'all branches', '.63'],
    ['', 'antony', '.59, on joints that another network had cut out'],
  ]);
});

it('measures accuracy, cross-entropy and unweighted kappa, and counts the trained values', () => {
  const value = (row: number, column: string) => cellValue(branches, row, column);
  expect(value(2, 'Accuracy')).toBe(6 / 8);
  // Truth is 0 and 1 by halves and so is the answer, so that chance agrees on half of them.
  expect(value(2, 'Unweighted kappa')).toBeCloseTo((0.75 - 0.5) / (1 - 0.5), 12);
  expect(value(2, 'Test loss')).toBeCloseTo(-Math.log(0.25), 12);
  expect(value(2, 'Validation loss')).toBe(1.5);
  // The paper counts about 7.7 million at 320 x 224, where the masks are larger.
  expect(value(1, 'Trained values, millions')).toBeGreaterThan(7.5);
  expect(value(1, 'Trained values, millions')).toBeLessThan(8);
});

it('orders the grid of weights by the validation loss', () => {
  expect(weights.rows).toEqual([
    ['vgg16', 'att0 + att1', 1, 1, 1, 1.25, 0.5, 0.5, 0.5],
    ['vgg16', 'att0 + att1', 1, 0.8, 1, 1.5, 1, 0.75, 7 / 8],
  ]);
});

it('judges the claims by the first branch under the published weights, and only those whose runs exist', () => {
  const judged = report.claims.map(({ says, here, verdict }) => [says, here.value, verdict]);
  expect(judged).toEqual([
    ['Multi-loss is more accurate than early fusion', 0.5, 'same direction'],
    ["VGG-16 with multi-loss is more accurate than Antony's network without attention", 0.5, 'same direction'],
  ]);
});

it('leaves the test loss of runs of earlier versions empty', () => {
  const old = answers(8, 0.5).map((answer) => ({ ...answer, chance: undefined }));
  const [table] = gorrizReport([run({ attention: null, answers: { kl: old }, loss: 1 })]).tables;
  expect(cellValue(table, 0, 'Test loss')).toBeNaN();
});

function cellValue(table: Table, row: number, column: string): unknown {
  const cell = table.rows[row]?.[table.columns.indexOf(column)];
  return typeof cell === 'object' && cell !== null ? cell.value : cell;
}
