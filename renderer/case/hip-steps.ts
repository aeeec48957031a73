// Steps from hip to hip. A key that is pressed before it is known where it leads is kept until it is, so that fast keys are never lost.

import { useCallback, useLayoutEffect, useRef } from 'react';
import { go } from '../commands/navigation.ts';
import { useLatest } from '../ui/latest.ts';
import type { Neighbours } from './neighbours.ts';

export type HipStep = 'next' | 'previous' | 'other-side';

interface Surroundings {
  /** The hip that the address names. */
  readonly hipId: string | null;
  readonly neighbours: Neighbours;
  /** The other hip of the film. Null if there is none, undefined until the case is loaded. */
  readonly otherSide: string | null | undefined;
}

/** Returns a function that takes a step as soon as it is known where it leads. */
export function useHipSteps(around: Surroundings): (step: HipStep) => void {
  const waiting = useRef<HipStep[]>([]);
  const latest = useLatest(around);
  const takeFirst = useCallback(() => {
    for (let [step] = waiting.current; step !== undefined; [step] = waiting.current) {
      const to = targetOf(step, latest.current);
      if (to === undefined) return;
      waiting.current.shift();
      if (to === null) continue;
      // The steps after this one start from the new hip, so they wait for its render.
      go({ screen: 'case', hipId: to });
      return;
    }
  }, [latest]);
  useLayoutEffect(takeFirst);
  return useCallback(
    (step) => {
      waiting.current.push(step);
      takeFirst();
    },
    [takeFirst],
  );
}

/** Returns the hip that a step leads to. Null if it leads nowhere, undefined if that is not known yet. */
function targetOf(step: HipStep, { neighbours, otherSide }: Surroundings): string | null | undefined {
  if (step === 'other-side') return otherSide;
  return neighbours.known ? neighbours[step] : undefined;
}
