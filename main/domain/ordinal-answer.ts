// What a network's logits say of a grade on a scale from 0: by softmax over the grades, or by the thresholds between them
// (Cao W, Mirjalili V, Raschka S. Rank consistent ordinal regression, CORAL. Pattern Recognition Letters 2020).

export const ANSWER_SCALES = ['softmax', 'thresholds'] as const;

export type AnswerScale = (typeof ANSWER_SCALES)[number];

export interface OrdinalAnswer {
  readonly grade: number;
  /** Of each grade from 0 on; they sum to one. // [grades] */
  readonly probabilities: readonly number[];
  /** P(grade >= 1). */
  readonly presence: number;
  /** The mean of the grades by their probabilities. */
  readonly expected: number;
}

/** `softmax`: one logit a grade, the highest answers. `thresholds`: one a step between grades, those above 0 are passed. */
export function ordinalAnswer(logits: readonly number[], scale: AnswerScale): OrdinalAnswer {
  return scale === 'softmax' ? bySoftmax(logits) : byThresholds(logits);
}

function bySoftmax(logits: readonly number[]): OrdinalAnswer {
  const highest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  const probabilities = shares.map((share) => share / sum);
  return { grade: logits.indexOf(highest), probabilities, presence: 1 - shares[0] / sum, expected: expectedGrade(probabilities) };
}

function byThresholds(logits: readonly number[]): OrdinalAnswer {
  const passed = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  // P(grade > k) cannot rise with k; where learned thresholds stand in another order, the lower one counts.
  let least = 1;
  const above = [1, ...passed.map((chance) => (least = Math.min(least, chance))), 0];
  const probabilities = above.slice(1).map((chance, grade) => above[grade] - chance);
  const grade = logits.filter((logit) => logit > 0).length;
  return { grade, probabilities, presence: passed[0], expected: expectedGrade(probabilities) };
}

function expectedGrade(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, probability, grade) => sum + grade * probability, 0);
}

/**
 * What an answer's heatmap explains, as d score / d logits. Under softmax the probability of the answered grade g,
 * d p_g / d z_c = p_g ([c = g] - p_c). Thresholds move one score up and down together, so there it is P(grade >= g), or for grade 0
 * that of grade 0. **(ours)** // [logits]
 */
export function answeredGradient({ grade, probabilities }: OrdinalAnswer, scale: AnswerScale): number[] {
  if (scale === 'softmax') {
    // 1 - p is summed from the other grades, so that the gradient of a nearly certain answer keeps its digits.
    const others = probabilities.reduce((sum, p, of) => (of === grade ? sum : sum + p), 0);
    return probabilities.map((p, of) => probabilities[grade] * (of === grade ? others : -p));
  }
  const step = Math.max(0, grade - 1);
  return probabilities.slice(1).map((_, at) => (at === step ? (grade === 0 ? -1 : 1) : 0));
}
