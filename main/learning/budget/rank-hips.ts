// The order in which hips are best graded. Every order is complete, so the first n hips of a smaller budget are part of any larger one, and
// it follows from seed and answers alone.
// Uncertainty: entropy of the answer (Settles B. Active learning literature survey. 2009).
// Disagreement: divergence of the models' answers from their mean (McCallum A, Nigam K. ICML 1998).
// Stratified and rank-guided **(ours)**: every predicted grade in turn; and the whole range of predicted severity, evenly at every budget.

import { seededRandom } from '../../domain/random.ts';
import type { BudgetStrategy } from '../../domain/study/budget.ts';
import { QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';

export interface Candidate {
  readonly hipId: string;
  /** The probabilities of the grades, by each model that graded the hip. */
  readonly answers: readonly PerQuadrant<readonly number[]>[];
}

/** Hips in the order in which to grade them. Every strategy but `random` needs answers, and `disagreement` those of two models or more. */
export function rankHips<Hip extends Candidate>(hips: readonly Hip[], strategy: BudgetStrategy, seed: number): Hip[] {
  const drawn = new Map(hips.map(({ hipId }) => [hipId, seededRandom(`${seed}/budget/${hipId}`).next()]));
  const atRandom = hips.toSorted((a, b) => (drawn.get(a.hipId) ?? 0) - (drawn.get(b.hipId) ?? 0));
  switch (strategy) {
    case 'random':
      return atRandom;
    case 'uncertainty':
      return highestFirst(atRandom, (hip) =>
        overQuadrants((quadrant) => entropy(meanOf(hip.answers.map((each) => each[quadrant])))),
      );
    case 'disagreement':
      return highestFirst(atRandom, (hip) => overQuadrants((quadrant) => divergence(hip.answers.map((each) => each[quadrant]))));
    case 'stratified':
      return inTurn(Map.groupBy(atRandom, predictedGrade));
    case 'rank-guided':
      return spreadOver(highestFirst(atRandom, severity));
  }
}

/** Hips of one value keep their order. */
function highestFirst<Hip>(hips: readonly Hip[], valueOf: (hip: Hip) => number): Hip[] {
  const values = new Map(hips.map((hip) => [hip, valueOf(hip)]));
  return hips.toSorted((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0));
}

function overQuadrants(valueOf: (quadrant: (typeof QUADRANTS)[number]) => number): number {
  return QUADRANTS.reduce((sum, quadrant) => sum + valueOf(quadrant), 0) / QUADRANTS.length;
}

function meanOf(answers: readonly (readonly number[])[]): number[] {
  const grades = Math.max(0, ...answers.map(({ length }) => length));
  return Array.from(
    { length: grades },
    (_, grade) => answers.reduce((sum, answer) => sum + (answer[grade] ?? 0), 0) / answers.length,
  );
}

/** H(p) = -sum p log p */
function entropy(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/** The mean of KL(p_m || mean), which is H(mean) minus the mean of H(p_m). */
function divergence(answers: readonly (readonly number[])[]): number {
  return entropy(meanOf(answers)) - answers.reduce((sum, answer) => sum + entropy(answer), 0) / answers.length;
}

/** The highest of the four likeliest grades. */
function predictedGrade({ answers }: Candidate): number {
  return Math.max(
    ...QUADRANTS.map((quadrant) => {
      const mean = meanOf(answers.map((each) => each[quadrant]));
      return mean.indexOf(Math.max(...mean));
    }),
  );
}

/** The sum of the expected grades. */
function severity({ answers }: Candidate): number {
  return overQuadrants((quadrant) =>
    meanOf(answers.map((each) => each[quadrant])).reduce((sum, probability, grade) => sum + grade * probability, 0),
  );
}

/** One hip of each stratum after another, until all are used. */
function inTurn<Hip>(strata: ReadonlyMap<number, readonly Hip[]>): Hip[] {
  const highest = [...strata].toSorted(([a], [b]) => b - a).map(([, hips]) => hips);
  const longest = Math.max(0, ...highest.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => highest.flatMap((hips) => hips.slice(turn, turn + 1))).flat();
}

/** Positions in the order of their reversed bits: the ends and the middle first, then the quarters, and so on. */
function spreadOver<Hip>(hips: readonly Hip[]): Hip[] {
  const bits = Math.ceil(Math.log2(Math.max(2, hips.length)));
  const reversed = (at: number): number => Number.parseInt(at.toString(2).padStart(bits, '0').split('').reverse().join(''), 2);
  return hips
    .map((hip, at) => ({ hip, place: reversed(at) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ hip }) => hip);
}
