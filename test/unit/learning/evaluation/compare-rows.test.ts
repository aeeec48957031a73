// Models compared on the same hips.

import { describe, expect, it } from 'vitest';
import type { EvaluationRow } from '../../../../main/domain/evaluation/evaluation.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { compareRows, recipeDifferences } from '../../../../main/learning/evaluation/compare-rows.ts';
import { answersOfKind } from '../../../../main/learning/evaluation/evaluation-rows.ts';

const answers = answersOfKind('grades');

/** Hips of `subjects` subjects, graded with this error. The truth does not depend on it. */
function rowsOf(subjects: number, error: number, seed: string): EvaluationRow[] {
  const [truths, errors] = [seededRandom('truth'), seededRandom(seed)];
  return Array.from({ length: 2 * subjects }, (_, item) => {
    const truth = Object.fromEntries(QUADRANTS.map((quadrant) => [quadrant, truths.below(4)]));
    const grade = Object.fromEntries(
      QUADRANTS.map((quadrant) => [
        quadrant,
        Math.min(3, Math.max(0, Math.round((truth[quadrant] ?? 0) + error * errors.normal()))),
      ]),
    );
    const probabilities = Object.fromEntries(
      QUADRANTS.map((quadrant) => [quadrant, [0, 1, 2, 3].map((each) => (each === grade[quadrant] ? 0.7 : 0.1))]),
    );
    const side = item % 2 === 0 ? ('left' as const) : ('right' as const);
    return { subject: `s${item >> 1}`, visit: 'V00', side, truth, grade, probabilities };
  });
}

const model = (name: string, rows: readonly EvaluationRow[]) => ({ name, evaluationId: name, rows, recipe: null });
const order = { split: 'test', splitName: 'mine', truth: 'merged', answers, seed: 1, draws: 400 } as const;

describe('two models on the same hips', () => {
  it('differ surely if one errs more, in every test', () => {
    const { pairs, models } = valueOrThrow(
      compareRows([model('good', rowsOf(80, 0.4, 'a')), model('bad', rowsOf(80, 1.2, 'b'))], order),
    );
    const [pair] = pairs;
    expect(pair?.differences['meanQuadraticKappa']?.low).toBeGreaterThan(0);
    const [good, bad] = models.map(({ figures }) => figures['meanQuadraticKappa']?.value ?? Number.NaN);
    expect(pair?.differences['meanQuadraticKappa']?.value).toBeCloseTo((good ?? 0) - (bad ?? 0), 12);
    expect(pair?.wilcoxon.p).toBeLessThan(0.001);
    for (const { p, adjusted } of [...(pair?.delong ?? []), ...(pair?.mcnemar ?? [])]) {
      expect(p).toBeLessThan(0.01);
      expect(adjusted).toBeGreaterThanOrEqual(p);
    }
  });

  it('do not differ if they are the same', () => {
    const rows = rowsOf(30, 0.8, 'a');
    const [pair] = valueOrThrow(compareRows([model('one', rows), model('other', rows)], order)).pairs;
    expect(pair?.differences['meanQuadraticKappa']).toEqual({ value: 0, low: 0, high: 0 });
    expect(pair?.mcnemar[0]?.p).toBe(1);
    expect(pair?.wilcoxon.p).toBeNaN();
  });

  it('are compared on the hips that both answered, and refused if the truth changed in between', () => {
    const rows = rowsOf(30, 0.8, 'a');
    const fewer = valueOrThrow(compareRows([model('one', rows), model('other', rows.slice(10))], order));
    expect(fewer.hips).toBe(50);
    const [first, ...others] = rows;
    const changed = first === undefined ? [] : [{ ...first, truth: { ...first.truth, 'femur-superior': null } }, ...others];
    expect(compareRows([model('one', rows), model('other', changed)], order)).toMatchObject({
      ok: false,
      failure: { code: 'labels-malformed' },
    });
  });
});

it('shows only the entries of the recipes that differ', () => {
  const recipe = { seed: 1, prior: { weight: 0, sigma: 12 }, stages: [{ size: 112 }] };
  expect(recipeDifferences([recipe, { ...recipe, prior: { weight: 2, sigma: 12 } }, { seed: 1 }])).toEqual([
    { entry: 'prior.sigma', values: ['12', '12', null] },
    { entry: 'prior.weight', values: ['0', '2', null] },
    { entry: 'stages.0.size', values: ['112', '112', null] },
  ]);
});
