// The paper's experiment on a fully read cohort (Ye, section 3): `strong` hips keep their grades, and `weak` others keep only "any
// osteophyte" or "no osteophyte". Larger budgets contain the smaller ones.

import { seededRandom } from '../../domain/random.ts';
import { isDiseased, type HipLabels, type LabelledHip } from './hip-set.ts';
import type { Strategy } from './hip-supervision.ts';

export interface LabelBudget {
  readonly strong: number;
  readonly weak: number;
  /** Decides which hips are strong and which weak. */
  readonly seed: number;
}

/** What the strategy may know of each hip. Undefined for a hip outside the budget. The oracle knows all grades of all hips inside it. */
export function withinBudget(
  hips: readonly Pick<LabelledHip, 'labels'>[],
  strategy: Strategy,
  budget: LabelBudget | undefined,
): readonly (HipLabels | undefined)[] {
  if (budget === undefined) return hips.map(({ labels }) => labels);
  const random = seededRandom(`${budget.seed}/budget`);
  const graded = hips.flatMap(({ labels }, index) => (labels.kind === 'strong' ? [{ index, rank: random.next() }] : []));
  const order = graded.sort((one, other) => one.rank - other.rank).map(({ index }) => index);
  const strong = new Set(order.slice(0, budget.strong));
  const others = hips.flatMap(({ labels }, index) => (labels.kind === 'strong' ? [] : [index]));
  const weak = new Set([...order.slice(budget.strong), ...others].slice(0, budget.weak));
  return hips.map(({ labels }, index) => {
    if (strong.has(index)) return labels;
    if (!weak.has(index)) return undefined;
    return strategy === 'oracle' ? labels : { kind: 'weak', diseased: isDiseased(labels) };
  });
}
