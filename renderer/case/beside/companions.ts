// What can stand beside the open hip: another visit of it, the subject's other hip, or the same hip as another model graded it.

import type { Case, GradingVersion } from '../../../main/domain/study/case.ts';
import type { GradingKind } from '../../../main/domain/grading.ts';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';

export type Beside = 'visits' | 'sides' | 'models';

export interface Companion {
  /** Tells the companions of a hip apart. */
  readonly id: string;
  readonly hipId: string;
  /** The grading whose evidence it shows. Null shows that of the grading in force. */
  readonly grading: GradingVersion | null;
  /** The visit, for a visit of the same hip. */
  readonly visit: string | null;
}

/** Returns what may stand beside the hip, the best first: the latest earlier visit, then the other visits. */
export function companionsOf(beside: Beside, { row, gradings, hips }: Case, subject: readonly HipRow[]): readonly Companion[] {
  switch (beside) {
    case 'visits': {
      const visits = subject.filter((other) => other.side === row.side && other.hipId !== row.hipId);
      const at = ({ visit }: HipRow): number => visit.localeCompare(row.visit, 'en', { numeric: true });
      const earlier = visits.filter((other) => at(other) < 0).toReversed();
      const later = visits.filter((other) => at(other) >= 0);
      return [...earlier, ...later].map(({ hipId, visit }) => ({ id: hipId, hipId, grading: null, visit }));
    }
    case 'sides': {
      const others = [
        ...hips.map(({ hipId }) => hipId),
        ...subject.filter(({ visit }) => visit === row.visit).map(({ hipId }) => hipId),
      ];
      const other = others.find((hipId) => hipId !== row.hipId);
      return other === undefined ? [] : [{ id: other, hipId: other, grading: null, visit: null }];
    }
    case 'models':
      return gradings
        .filter(({ inForce }) => !inForce)
        .map((grading) => ({ id: `${row.hipId} ${grading.gradedAt}`, hipId: row.hipId, grading, visit: null }));
  }
}

/** Returns the kind of answers of a grading. */
export function kindOf({ grades, presence }: GradingVersion): GradingKind {
  if (grades !== null) return 'grades';
  return presence !== null ? 'presence' : 'findings';
}
