// Reading by keyboard: the first key chooses the quadrant (1-4), the next one its grade (0-3).

import { useLayoutEffect, useRef } from 'react';
import { isGrade, type QuadrantLabel } from '../../main/domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import type { KeyPress } from '../commands/shortcut.ts';
import { useLatest } from '../ui/latest.ts';
import { isBusy, labelWithoutGrade } from './label-keys.ts';

export interface ReadingStep {
  readonly armed: Quadrant | null;
  /** The label to save, if the key gives one. */
  readonly save: { readonly quadrant: Quadrant; readonly label: QuadrantLabel } | null;
}

/** Returns what a key does while `armed` waits for its grade, or while no quadrant waits. Null for keys without a meaning here. */
export function readingStep(armed: Quadrant | null, key: string): ReadingStep | null {
  const chosen = QUADRANTS.at(Number(key) - 1);
  if (armed === null) return /^[1-4]$/.test(key) && chosen !== undefined ? { armed: chosen, save: null } : null;
  const label = labelFor(key);
  if (label !== null) return { armed: null, save: { quadrant: armed, label } };
  if (key === '4' && chosen !== undefined) return { armed: chosen, save: null };
  return key === 'Escape' ? { armed: null, save: null } : null;
}

function labelFor(key: string): QuadrantLabel | null {
  const grade = /^\d$/.test(key) ? Number(key) : -1;
  if (isGrade(grade)) return { kind: 'graded', grade };
  return labelWithoutGrade(key);
}

interface ReadingKeys {
  /** False if the study can only be read. */
  readonly active: boolean;
  readonly armed: Quadrant | null;
  readonly onArm: (quadrant: Quadrant | null) => void;
  readonly onSave: (quadrant: Quadrant, label: QuadrantLabel) => void;
}

/** Returns a function that does what a key means for the open hip, and says whether it means anything. */
export function useReadingPress({ active, armed, onArm, onSave }: ReadingKeys): (key: string) => boolean {
  // Of several keys before the next render, each follows from the one before.
  const waiting = useRef(armed);
  useLayoutEffect(() => {
    waiting.current = armed;
  });
  return (key) => {
    const step = active ? readingStep(waiting.current, key) : null;
    if (step === null) return false;
    waiting.current = step.armed;
    onArm(step.armed);
    if (step.save !== null) onSave(step.save.quadrant, step.save.label);
    return true;
  };
}

/** Listens before the commands do, because a quadrant that waits for its grade takes the key. `onKey` says whether it took it. */
export function useReadingKeys(onKey: (press: KeyPress) => boolean): void {
  const latest = useLatest(onKey);
  // Before the screen is painted: a key that is pressed at the first sight of it must not be lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!isBusy(event.target) && latest.current(event)) event.preventDefault();
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [latest]);
}
