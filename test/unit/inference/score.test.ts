import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEATMAP_SCORES } from '../../../main/domain/grading.ts';
import { MEDIAN } from '../../../main/domain/ordinal-answer.ts';
import { gradeBy, scoreGradient, scoreOf, scoreValue, softmax, type Score } from '../../../main/inference/score.ts';

const logits = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 4, maxLength: 4 });
const score = fc.oneof(
  fc.constantFrom(0, 1, 2, 3).map((grade): Score => ({ kind: 'grade', grade })),
  fc.constantFrom(1, 2, 3).map((grade): Score => ({ kind: 'at-least', grade })),
);

describe('softmax', () => {
  it('returns probabilities that sum to one, also for logits that would overflow', () => {
    expect(softmax([0, 0, 0, 0])).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(softmax([1000, 0, 0, 0])).toEqual([1, 0, 0, 0]);
    fc.assert(fc.property(logits, (z) => Math.abs(softmax(z).reduce((sum, p) => sum + p) - 1) < 1e-12));
  });
});

describe('the predicted grade', () => {
  it('is the most probable one, or the lower one in a tie', () => {
    expect(gradeBy('most-probable', [0.1, 0.2, 0.6, 0.1])).toBe(2);
    expect(gradeBy('most-probable', [0.1, 0.4, 0.4, 0.1])).toBe(1);
  });

  it('is the median if the card says so', () => {
    expect(gradeBy(MEDIAN, [0.4, 0.25, 0.3, 0.05])).toBe(1);
  });
});

describe("a score's gradient", () => {
  it('has the hand-worked values for equal logits', () => {
    const even = [0.25, 0.25, 0.25, 0.25] as const;
    expect(scoreGradient({ kind: 'grade', grade: 2 }, even)).toEqual([-0.0625, -0.0625, 0.1875, -0.0625]);
    expect(scoreGradient({ kind: 'at-least', grade: 1 }, even)).toEqual([-0.1875, 0.0625, 0.0625, 0.0625]);
  });

  it('equals central differences of the score', () => {
    fc.assert(
      fc.property(logits, score, (z, which) => {
        const step = 1e-5;
        const moved = (c: number, by: number): number => scoreValue(which, softmax(z.map((v, i) => (i === c ? v + by : v))));
        const gradient = scoreGradient(which, softmax(z));
        gradient.forEach((value, c) => {
          expect(value).toBeCloseTo((moved(c, step) - moved(c, -step)) / (2 * step), 8);
        });
      }),
    );
  });

  it('keeps its direction if the model is certain', () => {
    const gradient = scoreGradient({ kind: 'at-least', grade: 1 }, softmax([-60, 0, 1, 2]));
    expect(gradient[0]).toBeLessThan(0);
    expect(gradient[3]).toBeGreaterThan(gradient[1]);
  });

  it('refers to the predicted grade for the score `predicted`', () => {
    expect(scoreOf('predicted', 2)).toEqual({ kind: 'grade', grade: 2 });
    const ofAnswer = HEATMAP_SCORES.filter((name) => name !== 'global');
    expect(ofAnswer.map((name) => scoreOf(name, 0).grade)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });
});
