import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../../main/domain/grade.ts';
import { MEDIAN } from '../../../../main/domain/ordinal-answer.ts';
import { perQuadrant } from '../../../../main/domain/quadrant.ts';
import { bestRule } from '../../../../main/learning/export/calibrate-heads.ts';

const answered = (truth: Grade, probabilities: readonly number[]) => ({ truth, probabilities });
const clear = [answered(0, [0.9, 0.1, 0, 0]), answered(3, [0, 0, 0.1, 0.9])];

describe('the rule that answers', () => {
  it('is the median where it agrees better with the validation hips', () => {
    const rare = [...clear, answered(1, [0.45, 0.3, 0.25, 0]), answered(1, [0.4, 0.35, 0.25, 0])];
    expect(bestRule(perQuadrant(() => rare))).toBe(MEDIAN);
  });

  it('is a higher quantile where rare grades are taken for lower ones', () => {
    const rare = [...clear, answered(2, [0, 0.65, 0.35, 0]), answered(2, [0, 0.62, 0.38, 0]), answered(1, [0, 0.9, 0.1, 0])];
    expect(bestRule(perQuadrant(() => rare))).toBe(0.7);
  });

  it('is the most probable grade where that agrees better, and where both agree alike', () => {
    const healthy = [...clear, answered(0, [0.45, 0.3, 0.25, 0]), answered(0, [0.4, 0.35, 0.25, 0])];
    expect(bestRule(perQuadrant(() => healthy))).toBe('most-probable');
    expect(bestRule(perQuadrant(() => clear))).toBe('most-probable');
  });
});
