// Which loss each hip feeds under each strategy (Ye, section 2.2.3; see the table in docs/science.md).

import { GRADES, type Grade } from '../../domain/grade.ts';
import { perQuadrant, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import { diseaseOf, type HipLabels } from './hip-set.ts';

export const STRATEGIES = ['strong-only', 'masked', 'dual-head-mil', 'pure-mil', 'soft-or', 'attention-mil', 'oracle'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Whether the strategy learns from hips of which only disease is known. */
export function learnsFromWeak(strategy: Strategy): boolean {
  return strategy !== 'strong-only' && strategy !== 'oracle';
}

export interface HipSupervision {
  /** Means nothing for a hip that feeds neither loss of the whole hip. */
  readonly diseased: boolean;
  /** True if the hip feeds the global cross-entropy. */
  readonly global: boolean;
  /** True if the hip feeds the joint loss over its quadrants: Noisy-OR, or soft-or or gated attention if the strategy is one of them. */
  readonly noisyOr: boolean;
  /** The target grade of each quadrant. Undefined if its ordinal loss is masked. */
  readonly quadrants: PerQuadrant<Grade | undefined>;
}

/** What the losses may use of one hip. Undefined if the strategy leaves the hip out. */
export function supervise(labels: HipLabels, strategy: Strategy): HipSupervision | undefined {
  if (labels.kind === 'strong') {
    const grade = (quadrant: Quadrant): Grade | undefined => {
      const label = labels.quadrants[quadrant];
      if (label.kind === 'binary' && !label.present) return GRADES[0];
      return label.kind === 'graded' ? label.grade : undefined;
    };
    const quadrants = perQuadrant(grade);
    const diseased = diseaseOf(labels);
    const read = diseased !== undefined;
    return {
      diseased: diseased ?? false,
      global: strategy !== 'pure-mil' && read,
      noisyOr: strategy === 'attention-mil' && read,
      quadrants,
    };
  }
  const { diseased } = labels;
  const masked = perQuadrant(() => undefined);
  const healthy = perQuadrant(() => GRADES[0]);
  switch (strategy) {
    case 'strong-only':
    case 'oracle':
      return undefined;
    case 'masked':
      return { diseased, global: true, noisyOr: false, quadrants: diseased ? masked : healthy };
    case 'dual-head-mil':
    case 'soft-or':
      return { diseased, global: true, noisyOr: diseased, quadrants: diseased ? masked : healthy };
    case 'attention-mil': // the answer for the whole bag is learned from every hip, healthy or not
      return { diseased, global: true, noisyOr: true, quadrants: diseased ? masked : healthy };
    case 'pure-mil':
      return { diseased, global: false, noisyOr: true, quadrants: masked };
  }
}
