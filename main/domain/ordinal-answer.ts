// From a network's logits to a grade on a scale from 0: by softmax over the grades, or by the thresholds between them
// (Cao W, Mirjalili V, Raschka S. Rank consistent ordinal regression, CORAL. Pattern Recognition Letters 2020).

export const ANSWER_SCALES = ['softmax', 'thresholds'] as const;

export type AnswerScale = (typeof ANSWER_SCALES)[number];

/**
 * Which grade of the distribution is the answer: the most probable one, or the quantile of this order, which is the lowest grade g with
 * P(grade <= g) >= order. The median (0.5) makes the expected distance to the true grade smallest; thresholds always answer so. An order of q
 * makes smallest a distance in which a grade too low costs q / (1 - q) times as much as a grade too high (Koenker R, Bassett G. Econometrica 1978).
 */
export type AnswerRule = 'most-probable' | number;

export const MEDIAN = 0.5;

export interface OrdinalAnswer {
  readonly grade: number;
  /** One per grade, from 0; they sum to one. // [grades] */
  readonly probabilities: readonly number[];
  /** P(grade >= 1). */
  readonly presence: number;
  /** The mean grade, weighted by the probabilities. */
  readonly expected: number;
}

/** `softmax`: one logit per grade; the rule decides. `thresholds`: one per step between grades; a logit above 0 passes its step. */
export function ordinalAnswer(logits: readonly number[], scale: AnswerScale, rule: AnswerRule = 'most-probable'): OrdinalAnswer {
  return scale === 'softmax' ? bySoftmax(logits, rule) : byThresholds(logits);
}

/** The grade that the rule answers. */
export function answeredGrade(probabilities: readonly number[], rule: AnswerRule): number {
  if (rule === 'most-probable') return probabilities.indexOf(Math.max(...probabilities));
  let below = 0;
  const quantile = probabilities.findIndex((share) => (below += share) >= rule);
  return quantile === -1 ? probabilities.length - 1 : quantile; // rounding may keep the sum just below the order
}

function bySoftmax(logits: readonly number[], rule: AnswerRule): OrdinalAnswer {
  const highest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  const probabilities = shares.map((share) => share / sum);
  const [absent] = probabilities;
  if (absent === undefined) throw noLogits();
  const grade = answeredGrade(probabilities, rule);
  return { grade, probabilities, presence: 1 - absent, expected: expectedGrade(probabilities) };
}

function byThresholds(logits: readonly number[]): OrdinalAnswer {
  const passed = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const [presence] = passed;
  if (presence === undefined) throw noLogits();
  // P(grade > k) cannot rise with k. If learned thresholds are out of order, the lower one counts.
  let above = 1;
  const probabilities = [...passed, 0].map((chance) => {
    const before = above;
    above = Math.min(before, chance);
    return before - above;
  });
  const grade = logits.filter((logit) => logit > 0).length;
  return { grade, probabilities, presence, expected: expectedGrade(probabilities) };
}

function noLogits(): Error {
  return new Error('The network returned no logits.');
}

function expectedGrade(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, probability, grade) => sum + grade * probability, 0);
}

/**
 * What an answer's heatmap explains, as d score / d logits. With softmax it is the probability of the answered grade g,
 * d p_g / d z_c = p_g ([c = g] - p_c). Thresholds move one score up and down together, so the heatmap explains P(grade >= g), or
 * P(grade 0) for grade 0. **(ours)** // [logits]
 */
export function answeredGradient({ grade, probabilities }: OrdinalAnswer, scale: AnswerScale): number[] {
  if (scale === 'softmax') {
    // 1 - p is the sum of the other grades: this keeps the digits of a nearly certain answer's gradient.
    const others = probabilities.reduce((sum, p, of) => (of === grade ? sum : sum + p), 0);
    const answered = probabilities[grade];
    if (answered === undefined) throw new Error(`The scale has no grade ${grade}.`);
    return probabilities.map((p, of) => answered * (of === grade ? others : -p));
  }
  const step = Math.max(0, grade - 1);
  return probabilities.slice(1).map((_, at) => (at === step ? (grade === 0 ? -1 : 1) : 0));
}
