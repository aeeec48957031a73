import { expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import type { QuadrantLabel } from '../../../../main/domain/grade.ts';
import { perQuadrant, QUADRANTS, type Quadrant } from '../../../../main/domain/quadrant.ts';
import { spendBudget } from '../../../../main/learning/budget/spend-budget.ts';
import { preparedHip } from '../../database/fixtures.ts';

/** A hip that was read, and that a model grades with this certainty. */
function read(subject: string, certainty: number, quadrants: readonly Quadrant[] = QUADRANTS) {
  const label: QuadrantLabel = { kind: 'graded', grade: 1 };
  return {
    record: preparedHip(`film-${subject}`, subject, 'V00', 'right'),
    labels: {},
    readings: new Map(quadrants.map((quadrant) => [quadrant, label])),
    answers: [perQuadrant(() => [certainty, 1 - certainty])],
  };
}

const hips = [read('SURE', 0.99), read('DOUBTFUL', 0.5), read('PARTLY', 0.6, ['femur-superior']), read('RATHER', 0.8)];
const spent = (strategy: 'random' | 'uncertainty', count: number) =>
  valueOrThrow(spendBudget(hips, { strategy, hips: count, seed: 1 })).map(({ record }) => record.subject);

it('spends a budget on hips with a grade in every quadrant, in the order of the strategy', () => {
  expect(spent('uncertainty', 2)).toEqual(['DOUBTFUL', 'RATHER']);
  expect(spent('random', 3).toSorted()).toEqual(['DOUBTFUL', 'RATHER', 'SURE']);
  expect(spent('random', 2)).toEqual(spent('random', 3).slice(0, 2));
});

it('says how many hips are graded if a budget is larger, and which answers a strategy lacks', () => {
  expect(spendBudget(hips, { strategy: 'random', hips: 4, seed: 1 })).toMatchObject({
    failure: { message: expect.stringContaining('only 3 have a grade in every quadrant') },
  });
  expect(spendBudget(hips, { strategy: 'disagreement', hips: 2, seed: 1 })).toMatchObject({
    failure: { message: expect.stringContaining('the answers of 2 models') },
  });
});
