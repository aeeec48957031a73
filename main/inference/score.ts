// What a heatmap explains: a score computed from the logits of an answer's grades, and its gradient with respect to them.
// With p = softmax(z):  d p_g / d z_c = p_g ([c = g] - p_c)   and   d P(grade >= n) / d z_c = p_c ([c >= n] - P(grade >= n)).

import { GRADES, type Grade } from '../domain/grade.ts';
import type { HeatmapScore } from '../domain/grading.ts';

/** A score of one answer: the probability of one grade, or of at least that grade. */
export type Score = { readonly kind: 'grade'; readonly grade: Grade } | { readonly kind: 'at-least'; readonly grade: 1 | 2 | 3 };

/**
 * The score of the attention audit. The same question for every answer, whatever its grade: where does the model look for an
 * osteophyte? (The probability of a predicted grade 0 would ask where it sees none.) **(ours)**
 */
export const AUDIT_SCORE: HeatmapScore = 'at-least-1';

/** The grades' probabilities, which sum to one. // [logits] */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => share / sum);
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The most probable grade; of equals the lower. */
export function mostProbable(probabilities: readonly number[]): Grade {
  return gradesOf(probabilities).reduce<Grade>((best, grade) => (probabilities[grade] > probabilities[best] ? grade : best), 0);
}

/** A heatmap's score for an answer with these probabilities. */
export function scoreOf(name: HeatmapScore, probabilities: readonly number[]): Score {
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
export function scoreValue(score: Score, probabilities: readonly number[]): number {
  return sumWhere(probabilities, (grade) => belongs(score, grade));
}

/** d score / d logits. // [logits] */
export function scoreGradient(score: Score, probabilities: readonly number[]): number[] {
  // 1 - P is summed from the other grades, so that the gradient of a nearly certain score keeps its digits.
  const inside = sumWhere(probabilities, (grade) => belongs(score, grade));
  const outside = sumWhere(probabilities, (grade) => !belongs(score, grade));
  return gradesOf(probabilities).map((grade) => probabilities[grade] * (belongs(score, grade) ? outside : -inside));
}

function belongs(score: Score, grade: Grade): boolean {
  return score.kind === 'grade' ? grade === score.grade : grade >= score.grade;
}

function sumWhere(probabilities: readonly number[], holds: (grade: Grade) => boolean): number {
  return gradesOf(probabilities).reduce<number>((sum, grade) => (holds(grade) ? sum + probabilities[grade] : sum), 0);
}

function gradesOf(probabilities: readonly number[]): readonly Grade[] {
  return GRADES.slice(0, probabilities.length);
}
