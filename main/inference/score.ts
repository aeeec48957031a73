// The score that a heatmap explains, computed from the logits of an answer, and its gradient.
// With p = softmax(z):  d p_g / d z_c = p_g ([c = g] - p_c)   and   d P(grade >= n) / d z_c = p_c ([c >= n] - P(grade >= n)).

import { GRADES, type Grade } from '../domain/grade.ts';
import type { HeatmapScore } from '../domain/grading.ts';
import { answeredGrade, type AnswerRule } from '../domain/ordinal-answer.ts';

/** A score of one answer: the probability of one grade, or of at least that grade. */
export type Score = { readonly kind: 'grade'; readonly grade: Grade } | { readonly kind: 'at-least'; readonly grade: 1 | 2 | 3 };

/**
 * The score of the attention audit. It asks every answer the same question, whatever its grade: where does the model look for an
 * osteophyte? (The probability of a predicted grade 0 would ask where it sees no osteophyte.) **(ours)**
 */
export const AUDIT_SCORE: HeatmapScore = 'at-least-1';

/** Returns the probabilities of the grades, which sum to one. // [logits] */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => share / sum);
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Returns the grade that the rule answers. A tie between two most probable grades goes to the lower one. */
export function gradeBy(rule: AnswerRule, probabilities: readonly number[]): Grade {
  return gradesOf(probabilities)[answeredGrade(probabilities, rule)];
}

/** Returns the score that a heatmap explains if the model answers `predicted`. */
export function scoreOf(name: Exclude<HeatmapScore, 'global'>, predicted: Grade): Score {
  switch (name) {
    case 'predicted':
      return { kind: 'grade', grade: predicted };
    case 'at-least-1':
      return { kind: 'at-least', grade: 1 };
    case 'at-least-2':
      return { kind: 'at-least', grade: 2 };
    case 'at-least-3':
      return { kind: 'at-least', grade: 3 };
    case 'grade-0':
      return { kind: 'grade', grade: 0 };
    case 'grade-1':
      return { kind: 'grade', grade: 1 };
    case 'grade-2':
      return { kind: 'grade', grade: 2 };
    case 'grade-3':
      return { kind: 'grade', grade: 3 };
  }
}

/** Returns the value of the score. */
export function scoreValue(score: Score, probabilities: readonly number[]): number {
  return sumWhere(probabilities, (grade) => belongs(score, grade));
}

/** Returns d score / d logits. // [logits] */
export function scoreGradient(score: Score, probabilities: readonly number[]): number[] {
  // 1 - P is summed from the other grades, so that the gradient of a nearly certain score stays precise.
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
