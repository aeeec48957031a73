// What a heatmap explains: a score computed from a quadrant's four logits, and its gradient with respect to them.
// With p = softmax(z):  d p_g / d z_c = p_g ([c = g] - p_c)   and   d P(grade >= n) / d z_c = p_c ([c >= n] - P(grade >= n)).

import { GRADES, type Grade, type GradeProbabilities } from '../domain/grade.ts';

/** A score of one quadrant: the probability of one grade, or of at least that grade. */
export type Score = { readonly kind: 'grade'; readonly grade: Grade } | { readonly kind: 'at-least'; readonly grade: 1 | 2 | 3 };

/** The scores offered as heatmaps, in the order in which maps are kept. */
export const HEATMAP_SCORES = ['predicted', 'at-least-1', 'at-least-2', 'at-least-3'] as const;

export type HeatmapScore = (typeof HEATMAP_SCORES)[number];

/**
 * The score of the attention audit. The same question for every quadrant, whatever its grade: where does the model look for an
 * osteophyte? (The probability of a predicted grade 0 would ask where it sees none.) **(ours)**
 */
export const AUDIT_SCORE: HeatmapScore = 'at-least-1';

export function softmax(logits: readonly number[]): GradeProbabilities {
  const highest = Math.max(...logits);
  const [a, b, c, d] = logits.map((logit) => Math.exp(logit - highest));
  const sum = a + b + c + d;
  return [a / sum, b / sum, c / sum, d / sum];
}

/** The most probable grade; of equals the lower. */
export function mostProbable(probabilities: GradeProbabilities): Grade {
  return GRADES.reduce<Grade>((best, grade) => (probabilities[grade] > probabilities[best] ? grade : best), 0);
}

/** A heatmap's score for a quadrant with these probabilities. */
export function scoreOf(name: HeatmapScore, probabilities: GradeProbabilities): Score {
  switch (name) {
    case 'predicted':
      return { kind: 'grade', grade: mostProbable(probabilities) };
    case 'at-least-1':
      return { kind: 'at-least', grade: 1 };
    case 'at-least-2':
      return { kind: 'at-least', grade: 2 };
    case 'at-least-3':
      return { kind: 'at-least', grade: 3 };
  }
}

/** The score's value. */
export function scoreValue(score: Score, probabilities: GradeProbabilities): number {
  return sumWhere(probabilities, (grade) => belongs(score, grade));
}

/** d score / d logits. // [4] */
export function scoreGradient(score: Score, probabilities: GradeProbabilities): number[] {
  // 1 - P is summed from the other grades, so that the gradient of a nearly certain score keeps its digits.
  const inside = sumWhere(probabilities, (grade) => belongs(score, grade));
  const outside = sumWhere(probabilities, (grade) => !belongs(score, grade));
  return GRADES.map((grade) => probabilities[grade] * (belongs(score, grade) ? outside : -inside));
}

function belongs(score: Score, grade: Grade): boolean {
  return score.kind === 'grade' ? grade === score.grade : grade >= score.grade;
}

function sumWhere(probabilities: GradeProbabilities, holds: (grade: Grade) => boolean): number {
  return GRADES.reduce<number>((sum, grade) => (holds(grade) ? sum + probabilities[grade] : sum), 0);
}
