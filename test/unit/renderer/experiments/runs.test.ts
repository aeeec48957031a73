// How the runs of an experiment are laid out, and how their figures are written.

import { expect, it } from 'vitest';
import type { RunStatus } from '../../../../main/domain/evaluation/experiment.ts';
import { estimateText, figureText, numberText } from '../../../../renderer/experiments/number-text.ts';
import { matrixOf, workstationsOf } from '../../../../renderer/experiments/run-rows.ts';
import { experimentText } from '../../../../renderer/text/experiments.ts';

function run(hash: string, settings: RunStatus['settings']): RunStatus {
  return { hash, settings, state: 'open', epochs: 0, planned: 1, failure: null, workstation: null, figure: null };
}

it('puts settings into rows and seeds side by side, in the order of the runs', () => {
  const { columns, rows } = matrixOf([
    run('a', { strategy: 'oracle', 'budget.weak': null, seed: '123' }),
    run('b', { strategy: 'oracle', 'budget.weak': null, seed: '124' }),
    run('c', { strategy: 'masked', 'budget.weak': '200', seed: '124' }),
  ]);
  expect(columns).toEqual(['Seed 123', 'Seed 124']);
  expect(rows.map(({ label, runs }) => [label, ...runs.map((each) => each?.hash ?? null)])).toEqual([
    ['strategy oracle', 'a', 'b'],
    ['strategy masked, budget.weak 200', null, 'c'],
  ]);
});

it('names runs that give others their weights, and an experiment with one setting', () => {
  expect(matrixOf([run('start', {}), run('a', { seed: '1' })]).rows.map(({ label }) => label)).toEqual([
    'First weights of other runs',
    'All runs',
  ]);
  expect(matrixOf([run('a', { strategy: 'masked' })]).columns).toEqual(['Run']);
});

it('counts the runs of each workstation, and not those of this machine', () => {
  const [here, there, again] = ['a', 'b', 'c'].map((hash) => run(hash, { seed: hash }));
  const runs = [here, { ...there, workstation: 'lab' }, { ...again, workstation: 'lab' }];
  expect(workstationsOf(runs)).toEqual([{ name: 'lab', runs: 2 }]);
  expect(experimentText.elsewhere(workstationsOf(runs))).toBe('2 runs on lab.');
});

it('writes a figure of 0 with its digits, a count without, and a dash for what is not defined', () => {
  expect([figureText(0), numberText(12), numberText(0.5), figureText(Number.NaN)]).toEqual(['0.000', '12', '0.500', '–']);
  expect(estimateText({ value: 0.5, low: 0.25, high: 0.75 })).toBe('0.500 (0.250 to 0.750)');
  expect(estimateText({ value: 0.5, low: Number.NaN, high: 0.75 })).toBe('0.500');
});
