import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWER_SCALES, answeredGrade, answeredGradient, MEDIAN, ordinalAnswer } from '../../../main/domain/ordinal-answer.ts';

describe('an answer by softmax', () => {
  it('is the grade of the highest logit, with the probabilities of the softmax', () => {
    const { grade, probabilities, presence, expected } = ordinalAnswer([0, Math.log(2), Math.log(5), 0, 0], 'softmax');
    expect(grade).toBe(2);
    expect(probabilities.map((p) => Math.round(10 * p))).toEqual([1, 2, 5, 1, 1]);
    expect(presence).toBeCloseTo(0.9, 12);
    expect(expected).toBeCloseTo(0.2 + 1 + 0.3 + 0.4, 12);
  });

  it('is the lower of two equally probable grades', () => {
    expect(ordinalAnswer([1, 3, 3, 0, 0], 'softmax').grade).toBe(1);
  });

  it('is, by the median, the grade with the smallest expected distance to the true one', () => {
    const between = [Math.log(0.4), Math.log(0.25), Math.log(0.3), Math.log(0.05), -20];
    expect(ordinalAnswer(between, 'softmax').grade).toBe(0);
    expect(ordinalAnswer(between, 'softmax', MEDIAN).grade).toBe(1);
    const logits = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(logits, (values) => {
        const { grade, probabilities } = ordinalAnswer(values, 'softmax', MEDIAN);
        const distance = (to: number): number => probabilities.reduce((sum, p, at) => sum + p * Math.abs(at - to), 0);
        const least = Math.min(...probabilities.map((_, at) => distance(at)));
        expect(distance(grade)).toBeCloseTo(least, 9);
      }),
    );
  });
});

describe('an answer by a quantile', () => {
  it('is the highest grade that it or a higher one is probable enough for, and never falls as the order rises', () => {
    const shares = [0.2, 0.45, 0.25, 0.1];
    expect([0.1, 0.3, 0.5, 0.7, 0.95].map((order) => answeredGrade(shares, order))).toEqual([0, 1, 1, 2, 3]);
    const logits = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 4, maxLength: 4 });
    const order = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(logits, order, (values, q) => {
        const { grade, probabilities } = ordinalAnswer(values, 'softmax', q);
        // Too low costs q, too high 1 - q, for each grade of distance.
        const cost = (to: number): number =>
          probabilities.reduce((sum, p, at) => sum + p * (at > to ? q * (at - to) : (1 - q) * (to - at)), 0);
        expect(cost(grade)).toBeCloseTo(Math.min(...probabilities.map((_, at) => cost(at))), 9);
      }),
    );
  });
});

describe('an answer by thresholds', () => {
  it('counts the passed thresholds, and each grade has the probability between its two', () => {
    const logit = (p: number) => Math.log(p / (1 - p));
    const { grade, probabilities, presence, expected } = ordinalAnswer(
      [logit(0.9), logit(0.6), logit(0.2), logit(0.1)],
      'thresholds',
    );
    expect(grade).toBe(2);
    expect(probabilities.map((p) => Number(p.toFixed(6)))).toEqual([0.1, 0.3, 0.4, 0.1, 0.1]);
    expect(presence).toBeCloseTo(0.9, 12);
    expect(expected).toBeCloseTo(0.9 + 0.6 + 0.2 + 0.1, 12); // E = sum of P(grade > k)
  });

  it('has no negative probability if thresholds are out of order', () => {
    expect(Math.min(...ordinalAnswer([2, 1, 3, -1], 'thresholds').probabilities)).toBeGreaterThanOrEqual(0);
  });
});

it('an answer is a distribution over five grades, whatever the logits', () => {
  const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(logits, fc.constantFrom(...ANSWER_SCALES), (drawn, scale) => {
      const { grade, probabilities, expected } = ordinalAnswer(scale === 'softmax' ? drawn : drawn.slice(1), scale);
      expect(probabilities).toHaveLength(5);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      expect(grade).toBeGreaterThanOrEqual(0);
      expect(grade).toBeLessThanOrEqual(4);
      expect(expected).toBeLessThanOrEqual(4 + 1e-9);
    }),
  );
});

describe("the gradient of an answer's score", () => {
  it('is that of the probability with softmax, checked by differences', () => {
    const logits = [0.3, -1, 0.9, 0.2, -0.4];
    const answer = ordinalAnswer(logits, 'softmax');
    const step = 1e-6;
    const moved = (at: number, by: number) =>
      ordinalAnswer(
        logits.map((logit, of) => (of === at ? logit + by : logit)),
        'softmax',
      ).probabilities[answer.grade];
    answeredGradient(answer, 'softmax').forEach((slope, at) => {
      expect(slope).toBeCloseTo((moved(at, step) - moved(at, -step)) / (2 * step), 8);
    });
  });

  it('points to the threshold of the answered grade, and away from the first for grade 0', () => {
    expect(answeredGradient(ordinalAnswer([3, 2, -1, -2], 'thresholds'), 'thresholds')).toEqual([0, 1, 0, 0]);
    expect(answeredGradient(ordinalAnswer([-1, -2, -3, -4], 'thresholds'), 'thresholds')).toEqual([-1, 0, 0, 0]);
  });
});
