// Reading a knee by keyboard: 0 to 4 grade it, N and X say why it cannot be graded, Delete removes the grade.

import { useLayoutEffect } from 'react';
import { KL_GRADES, type KneeLabel } from '../../../main/domain/study/knee-case.ts';
import { useLatest } from '../../ui/latest.ts';
import { isBusy, labelWithoutGrade } from '../label-keys.ts';

/** Returns the label that a key gives. Null for other keys. */
function kneeLabelFor(key: string): KneeLabel | null {
  const grade = KL_GRADES.find((each) => key === String(each));
  if (grade !== undefined) return { kind: 'graded', grade };
  return labelWithoutGrade(key);
}

export function useKneeKeys(active: boolean, onLabel: (label: KneeLabel) => void): void {
  const latest = useLatest({ active, onLabel });
  // Neither before nor after the knee is on screen: no key is lost, and none grades the knee before.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!latest.current.active || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      const label = kneeLabelFor(event.key);
      if (label === null) return;
      event.preventDefault();
      latest.current.onLabel(label);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [latest]);
}
