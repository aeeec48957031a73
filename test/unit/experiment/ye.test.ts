// Ye's tables from planted results: how many weak hips there truly were, and the figures of tables 2 and 3 on the validation hips.

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { finishedRuns, type Finished } from '../../../main/experiment/report/finished.ts';
import { yeReport } from '../../../main/experiment/report/ye.ts';
import type { Strategy } from '../../../main/training/tasks/hip-supervision.ts';
import { tinyRecipe } from '../training/synthetic-hips.ts';
import { NOT_TOLD, plantedGrades } from './planted-answers.ts';

function run(strategy: Strategy, weak: number, seed: number, there: Finished['learned']): Finished {
  const figures = { ...Object.fromEntries(QUADRANTS.map((quadrant) => [`kappa.${quadrant}`, seed / 10])), meanKappa: seed / 10 };
  const best = { epoch: 10 * seed, loss: seed, figures: { ...figures, globalAccuracy: 0.5 + seed / 10 } };
  return {
    run: {
      hash: `${strategy}${weak}${seed}`,
      recipe: { ...tinyRecipe, strategy, seed, budget: { strong: 100, weak } },
      start: null,
      chosen: {},
    },
    answers: new Map([['best-kappa', plantedGrades(0.7, seed)]]),
    validation: new Map([['best-kappa', best]]),
    ...NOT_TOLD,
    learned: there,
  };
}

const finished = [1, 2].flatMap((seed) => [
  run('masked', 50, seed, { strong: 100, weak: 50 }),
  run('masked', 1_000_000, seed, { strong: 100, weak: 239 + seed }),
  run('pure-mil', 500, seed, null),
  run('oracle', 1_000_000, seed, { strong: 340, weak: 0 }),
]);
const { tables, figures, claims } = yeReport(finished);
const table = (name: string) => tables.find((each) => each.name === name);

it('a budget beyond all weak hips is told as all, with their true number and rho', () => {
  expect(table('ye-mean-kappa')?.rows.map((row) => row.slice(0, 4))).toEqual([
    ['masked', 50, 0.5, 2],
    ['masked', 'all (241)', 2.41, 2],
    ['pure-mil', 500, 5, 2],
    ['oracle', 'all', null, 2],
  ]);
  expect(claims.map(({ figure }) => figure)).toContain('mean kappa, oracle all minus masked all (241)');
});

it('the ladder ends at the true rho, with the oracle as a line across', () => {
  const [panel] = figures.find(({ name }) => name === 'ye-rho-ladder')?.panels ?? [];
  const series = panel?.kind === 'chart' ? panel.series : [];
  expect(series.map(({ name, as, values }) => [name, as, values.map(({ x }) => x)])).toEqual([
    ['masked', 'dotted-line', [0.5, 2.41]],
    ['pure-mil', 'points', [5]],
    ['oracle', 'line', [0.5, 5]],
  ]);
  const [left, right] = series[2].values.map(({ y }) => y);
  expect(left).toBe(right);
});

it('the validation table of a rule has the columns of the paper, as means over seeds', () => {
  const byKappa = table('ye-validation-best-kappa');
  const head = ['Strategy', 'Weak hips', 'rho', 'Seeds', 'Epoch', 'Validation loss', 'Global accuracy'];
  expect(byKappa?.columns).toEqual([...head, ...QUADRANTS, 'Mean kappa']);
  const means = [15, 1.5, 0.65, ...Array.from({ length: 5 }, () => 0.15)].map((mean) => expect.closeTo(mean, 12));
  expect(byKappa?.rows[0]?.slice(4)).toEqual(means);
  expect(table('ye-validation-best-loss')?.rows[0]?.slice(4)).toEqual(Array.from({ length: 8 }, () => Number.NaN));
});

it('the hips that a run learned from, and whether it began with weights, are read from its manifest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-ye-'));
  const own = join(folder, 'runs', 'a');
  mkdirSync(own, { recursive: true });
  const { run: planted } = run('masked', 50, 1, null);
  const data = { pixels: '', labels: '', counts: { train: 3, validation: 1 } };
  const result = { hash: 'a', recipe: planted.recipe, start: null, data, engine: 'test', checkpoints: [] };
  writeFileSync(join(own, 'result.json'), JSON.stringify(result));
  const read = async () => (await finishedRuns(folder, [{ ...planted, hash: 'a' }]))[0];
  expect(await read()).toMatchObject({ learned: null, fromWeights: null });
  const supervision = { strong: 2, weak: ['s1 V00 left'], unused: 0 };
  writeFileSync(join(own, 'manifest.json'), JSON.stringify({ startedFrom: null, data: { supervision } }));
  expect(await read()).toMatchObject({ learned: { strong: 2, weak: 1 }, fromWeights: false });
  rmSync(folder, { recursive: true });
});
