// Steps from hip to hip. A key that is pressed before it is known where it leads is kept until it is, with the grades that follow it, so that
// fast keys are never lost and no grade is stored for the hip that the reader has left.

import { useCallback, useLayoutEffect, useRef } from 'react';
import { go } from '../commands/navigation.ts';
import { useLatest } from '../ui/latest.ts';
import type { Quadrant } from '../../main/domain/quadrant.ts';
import type { Neighbours } from './neighbours.ts';
import { readingStep } from './reading-keys.ts';

export type HipStep = 'next' | 'previous' | 'other-side';

interface Surroundings {
  /** The hip that the address names. */
  readonly hipId: string | null;
  readonly neighbours: Neighbours;
  /** The other hip of the film. Null if there is none, undefined until the case is loaded. */
  readonly otherSide: string | null | undefined;
}

export interface HipSteps {
  /** Takes a step as soon as it is known where it leads. */
  readonly onStep: (step: HipStep) => void;
  /** Does what a key means for the hip. After a step that waits, the key is meant for the hip that the step leads to, so it waits too. */
  readonly onKey: (key: string) => boolean;
}

/** `press` does what a key means for the hip that is open, and says whether it means anything. It must be made before the steps. */
export function useHipSteps(around: Surroundings, press: (key: string) => boolean): HipSteps {
  const waiting = useRef<Waiting[]>([]);
  const latest = useLatest(around);
  const takeFirst = useCallback(() => {
    for (let [first] = waiting.current; first !== undefined; [first] = waiting.current) {
      const to = typeof first === 'string' ? targetOf(first, latest.current) : null;
      if (to === undefined) return;
      waiting.current.shift();
      if (typeof first !== 'string') press(first.key);
      if (to === null) continue;
      // What follows is meant for the new hip, so it waits for its render.
      go({ screen: 'case', hipId: to });
      return;
    }
  }, [latest, press]);
  useLayoutEffect(takeFirst);
  const onStep = useCallback(
    (step: HipStep) => {
      waiting.current.push(step);
      takeFirst();
    },
    [takeFirst],
  );
  const onKey = useCallback(
    (key: string) => {
      const last = waiting.current.at(-1);
      if (last === undefined) return press(key);
      const step = readingStep(typeof last === 'string' ? null : last.armed, key);
      if (step !== null) waiting.current.push({ key, armed: step.armed });
      return step !== null;
    },
    [press],
  );
  return { onStep, onKey };
}

type Waiting = HipStep | { readonly key: string; readonly armed: Quadrant | null };

/** Returns the hip that a step leads to. Null if it leads nowhere, undefined if that is not known yet. */
function targetOf(step: HipStep, { neighbours, otherSide }: Surroundings): string | null | undefined {
  if (step === 'other-side') return otherSide;
  return neighbours.known ? neighbours[step] : undefined;
}
