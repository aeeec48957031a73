// The open knee's case and its reading by keyboard: 0 to 4 grade it, N and X say why it cannot be graded, Delete removes the grade.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KL_GRADES, type CaseKnee, type KneeCase, type KneeLabel } from '../../../main/domain/study/knee-case.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { labelWithoutGrade } from '../label-keys.ts';

export interface KneeReading {
  /** The knees of the film. Undefined until they are loaded. */
  readonly open: KneeCase | undefined;
  /** Why they could not be loaded. */
  readonly error: unknown;
  /** The knee itself. Undefined until it is loaded, and if it has no picture. */
  readonly knee: CaseKnee | undefined;
  /** Why the newest reading was not saved. Null if it was. */
  readonly failure: string | null;
  readonly save: (label: KneeLabel) => void;
  /** Saves the label that a key gives. False for keys that give none. */
  readonly read: (key: string) => boolean;
}

/** `hipId` is null while no knee is open. */
export function useKneeReading(hipId: string | null, writable: boolean): KneeReading {
  const { queries } = useWorkstation();
  const client = useQueryClient();
  const options = queries.knees.case.queryOptions({ input: { hipId: hipId ?? '' } });
  const open = useQuery({ ...options, enabled: hipId !== null, placeholderData: undefined });
  const saving = useMutation(queries.knees.read.mutationOptions({ onSettled: () => client.invalidateQueries() }));
  const knee = open.data?.knees.find((candidate) => candidate.hipId === hipId);
  const save = (label: KneeLabel): void => saving.mutate({ hipId: hipId ?? '', label });
  return {
    open: open.data,
    error: open.error,
    knee,
    failure: saving.error === null ? null : failureMessage(saving.error),
    save,
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
