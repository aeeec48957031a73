import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perQuadrant } from '../../../../main/domain/quadrant.ts';
import { BUDGET_STRATEGIES } from '../../../../main/domain/study/budget.ts';
import { adviceOnCurve } from '../../../../main/learning/budget/curve-advice.ts';
import { rankHips, type Candidate } from '../../../../main/learning/budget/rank-hips.ts';

const hip = (hipId: string, ...answers: number[][]): Candidate => ({
  hipId,
  answers: answers.map((answer) => perQuadrant(() => answer)),
});
const ids = (hips: readonly Candidate[]) => hips.map(({ hipId }) => hipId);

describe('the order of hips to grade', () => {
  it('names every hip once, whatever the strategy and the order of the list, so that budgets are nested', () => {
    const probabilities = fc
      .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
      .map((shares) => {
        const total = shares.reduce((sum, share) => sum + share, 0);
        return shares.map((share) => share / total);
      });
    fc.assert(
      fc.property(fc.array(fc.tuple(probabilities, probabilities), { maxLength: 30 }), fc.nat(), (drawn, seed) => {
        const hips = drawn.map(([one, other], at) => hip(`hip-${at}`, one, other));
        for (const strategy of BUDGET_STRATEGIES) {
          const order = ids(rankHips(hips, strategy, seed));
          expect(order.toSorted()).toEqual(ids(hips).toSorted());
          expect(ids(rankHips(hips.toReversed(), strategy, seed))).toEqual(order);
        }
      }),
    );
  });

  it('at random follows from the seed, and a new hip changes the order of no other', () => {
    const hips = Array.from({ length: 40 }, (_, at) => hip(`hip-${at}`));
    const order = ids(rankHips(hips, 'random', 7));
    expect(ids(rankHips(hips, 'random', 8))).not.toEqual(order);
    expect(ids(rankHips([...hips, hip('another')], 'random', 7)).filter((id) => id !== 'another')).toEqual(order);
  });

  it('by uncertainty starts with the answers nearest to a guess', () => {
    const hips = [
      hip('sure', [0.97, 0.01, 0.01, 0.01]),
      hip('guess', [0.25, 0.25, 0.25, 0.25]),
      hip('between', [0.5, 0.5, 0, 0]),
    ];
    expect(ids(rankHips(hips, 'uncertainty', 1))).toEqual(['guess', 'between', 'sure']);
  });

  it('by disagreement starts where two models contradict each other, not where both are unsure', () => {
    const guess = [0.25, 0.25, 0.25, 0.25];
    const hips = [
      hip('both unsure', guess, guess),
      hip('contradicted', [1, 0, 0, 0], [0, 0, 0, 1]),
      hip('near', [0.9, 0.1, 0, 0], [0.7, 0.3, 0, 0]),
    ];
    expect(ids(rankHips(hips, 'disagreement', 1))).toEqual(['contradicted', 'near', 'both unsure']);
  });

  it('stratified takes each predicted grade in turn, however rare', () => {
    const sure = (grade: number) => [0, 1, 2, 3].map((each) => Number(each === grade));
    const hips = [
      ...Array.from({ length: 20 }, (_, at) => hip(`zero-${at}`, sure(0))),
      hip('one', sure(1)),
      hip('two', sure(2)),
      hip('three', sure(3)),
    ];
    expect(ids(rankHips(hips, 'stratified', 3)).slice(0, 4)).toEqual(['three', 'two', 'one', expect.stringContaining('zero')]);
  });

  it('rank-guided covers the range of predicted severity at every budget', () => {
    const hips = Array.from({ length: 64 }, (_, at) => hip(String(at), [1 - at / 64, at / 64, 0, 0]));
    const order = ids(rankHips(hips, 'rank-guided', 3)).map(Number);
    for (const budget of [4, 8, 16, 32]) {
      const spent = order.slice(0, budget).toSorted((a, b) => a - b);
      const gaps = spent.slice(1).map((place, at) => place - spent[at]);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(64 / budget);
    }
  });
});

describe('the advice on a learning curve', () => {
  it('says to stop at a plateau, to go on before it, and refuses what is no curve', () => {
    const flat = adviceOnCurve('100=0.5,200=0.58,400=0.6,800=0.604,1600=0.605');
    expect(flat).toMatchObject({ ok: true, value: { advice: 'stop' } });
    expect(adviceOnCurve('100=0.3,200=0.4,400=0.49,800=0.57')).toMatchObject({ ok: true, value: { advice: 'go-on' } });
    expect(adviceOnCurve('100=0.3,200=0.4')).toMatchObject({ ok: false });
    expect(adviceOnCurve('many')).toMatchObject({ ok: false, failure: { message: expect.stringContaining('200=0.41') } });
  });
});
