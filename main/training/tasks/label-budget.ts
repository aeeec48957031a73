// The paper's experiment on a fully read cohort (Ye, section 3): `strong` hips keep their grades, and `weak` others keep only "any
// osteophyte" or "no osteophyte". Larger budgets contain the smaller ones.

import { GRADES } from '../../domain/grade.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { seededRandom } from '../../domain/random.ts';
import { diseaseOf, type HipLabels, type LabelledHip } from './hip-set.ts';
import type { Strategy } from './hip-supervision.ts';

export interface LabelBudget {
  readonly strong: number;
  readonly weak: number;
  /** Decides which hips are strong and which weak. */
  readonly seed: number;
}

type Labelled = Pick<LabelledHip, 'labels'>;

/**
 * What the strategy may know of each hip. Undefined for a hip outside the budget. The oracle knows every hip. A hip that was read only
 * partly and shows no osteophyte is never weak, because nobody knows whether it is healthy.
 */
export function withinBudget(
  hips: readonly Labelled[],
  strategy: Strategy,
  budget: LabelBudget | undefined,
): readonly (HipLabels | undefined)[] {
  if (budget === undefined || strategy === 'oracle') return hips.map(({ labels }) => labels);
  const order = drawingOrder(hips, budget.seed);
  const strong = new Set(order.slice(0, budget.strong));
  const others = hips.flatMap(({ labels }, index) => (labels.kind === 'strong' ? [] : [index]));
  const candidates = [...order.slice(budget.strong), ...others].flatMap((index) => {
    const diseased = diseaseOf(hips[index].labels);
    return diseased === undefined ? [] : [{ index, diseased }];
  });
  const weak = new Map(candidates.slice(0, budget.weak).map(({ index, diseased }) => [index, diseased]));
  return hips.map(({ labels }, index) => {
    if (strong.has(index)) return labels;
    const diseased = weak.get(index);
    return diseased === undefined ? undefined : { kind: 'weak', diseased };
  });
}

/**
 * The graded hips in random order, but first one hip for every grade of every quadrant that any of them shows. So each budget teaches
 * every grade that exists, whatever the seed. **(ours)**
 */
function drawingOrder(hips: readonly Labelled[], seed: number): readonly number[] {
  const random = seededRandom(`${seed}/budget`);
  const ranked = hips
    .flatMap(({ labels }, index) => (labels.kind === 'strong' ? [{ index, rank: random.next() }] : []))
    .sort((one, other) => one.rank - other.rank)
    .map(({ index }) => index);
  const first = new Set<number>();
  for (const grade of GRADES.toReversed()) {
    for (const quadrant of QUADRANTS) {
      const shows = (index: number): boolean => {
        const { labels } = hips[index];
        if (labels.kind !== 'strong') return false;
        const label = labels.quadrants[quadrant];
        return label.kind === 'graded' && label.grade === grade;
      };
      if ([...first].some(shows)) continue;
      const example = ranked.find(shows);
      if (example !== undefined) first.add(example);
    }
  }
  return [...first, ...ranked.filter((index) => !first.has(index))];
}
