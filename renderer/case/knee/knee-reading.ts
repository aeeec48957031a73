// The open knee's case and its reading by keyboard: 0 to 4 grade it, N and X say why it cannot be graded, Delete removes the grade.

import { useQuery } from '@tanstack/react-query';
import { KL_GRADES, type CaseKnee, type KneeCase, type KneeLabel } from '../../../main/domain/study/knee-case.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useUnsavedReadings } from '../../api/unsaved-readings.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { labelWithoutGrade } from '../label-keys.ts';

export interface KneeReading {
  /** The knees of the film. Undefined until they are loaded. */
  readonly open: KneeCase | undefined;
  /** Why they could not be loaded. */
  readonly error: unknown;
  /** The knee itself, with its last key as its reading, saved or not. Undefined until it is loaded, and if it has no picture. */
  readonly knee: CaseKnee | undefined;
  /** Why the last key could not be saved. Null if it was not refused. */
  readonly failure: string | null;
  readonly save: (label: KneeLabel, why?: string) => void;
  /** Sends the failed reading again. */
  readonly retry: () => void;
  /** Gives the failed reading up, and shows what is saved. */
  readonly discard: () => void;
  /** Saves the label that a key gives. False for keys that give none. */
  readonly read: (key: string) => boolean;
}

/** `hipId` is null while no knee is open. */
export function useKneeReading(hipId: string | null, writable: boolean): KneeReading {
  const { queries, readings } = useWorkstation();
  const options = queries.knees.case.queryOptions({ input: { hipId: hipId ?? '' } });
  const open = useQuery({ ...options, enabled: hipId !== null, placeholderData: undefined });
  const pressed = useUnsavedReadings().findLast((other) => other.quadrant === null && other.hipId === hipId);
  const stored = open.data?.knees.find((candidate) => candidate.hipId === hipId);
  const knee = stored && { ...stored, reading: pressed?.quadrant === null ? pressed.label : stored.reading };
  const save = (label: KneeLabel, why?: string): void => {
    if (hipId !== null) readings.save({ hipId, quadrant: null, label, why });
  };
  return {
    open: open.data,
    error: open.error,
    knee,
    failure: pressed?.state === 'failed' ? failureMessage(pressed.error) : null,
    save,
    retry: () => hipId !== null && readings.retry(hipId),
    discard: () => hipId !== null && readings.discard(hipId),
    read: (key) => {
      const label = writable && knee !== undefined ? labelOf(key) : null;
      if (label !== null) save(label);
      return label !== null;
    },
  };
}

function labelOf(key: string): KneeLabel | null {
  const grade = KL_GRADES.find((each) => key === String(each));
  return grade === undefined ? labelWithoutGrade(key) : { kind: 'graded', grade };
}
