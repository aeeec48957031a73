// The readings of the open hip: what was saved, and over it what is on its way or could not be saved.

import type { QuadrantLabel } from '../../main/domain/grade.ts';
import { QUADRANTS, perQuadrant, type PerQuadrant, type Quadrant } from '../../main/domain/quadrant.ts';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useUnsavedReadings } from '../api/unsaved-readings.ts';
import { useWorkstation } from '../api/workstation.tsx';

export interface HipReading {
  /** The last key of each quadrant, saved or not. */
  readonly labels: PerQuadrant<QuadrantLabel>;
  /** The quadrants whose last key could not be saved. */
  readonly failed: readonly Quadrant[];
  /** Why. Null if nothing failed. */
  readonly failure: string | null;
  readonly save: (quadrant: Quadrant, label: QuadrantLabel, why?: string) => void;
  /** Sends the failed readings again. */
  readonly retry: () => void;
  /** Gives the failed readings up, and shows what is saved. */
  readonly discard: () => void;
}

export function useHipReading({ hipId, reading }: Pick<HipRow, 'hipId' | 'reading'>): HipReading {
  const { readings } = useWorkstation();
  const unsaved = useUnsavedReadings()
    .filter((other) => other.quadrant !== null)
    .filter((other) => other.hipId === hipId);
  const failed = unsaved.filter(({ state }) => state === 'failed');
  const [first] = failed;
  return {
    labels: perQuadrant((quadrant) => unsaved.findLast((other) => other.quadrant === quadrant)?.label ?? reading[quadrant]),
    failed: QUADRANTS.filter((quadrant) => failed.some((other) => other.quadrant === quadrant)),
    failure: first === undefined ? null : failureMessage(first.error),
    save: (quadrant, label, why) => readings.save({ hipId, quadrant, label, why }),
    retry: () => readings.retry(hipId),
    discard: () => readings.discard(hipId),
  };
}
