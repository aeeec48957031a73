// Which quadrants the reader is looking at: the one under the pointer or focus, the one waiting for a grade, and the pinned ones.

import { useState } from 'react';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';

export interface Evidence {
  readonly armed: Quadrant | null;
  readonly pinned: ReadonlySet<Quadrant>;
  /** Everything whose zone and heatmap are shown, in display order. */
  readonly shown: readonly Quadrant[];
  readonly look: (quadrant: Quadrant | null) => void;
  readonly arm: (quadrant: Quadrant | null) => void;
  readonly togglePin: (quadrant: Quadrant) => void;
}

interface State {
  readonly hipId: string;
  readonly looked: Quadrant | null;
  readonly armed: Quadrant | null;
  readonly pinned: ReadonlySet<Quadrant>;
}

/** Starts anew for each hip: a pin belongs to the hip it was set on. */
export function useEvidence(hipId: string): Evidence {
  const nothing: State = { hipId, looked: null, armed: null, pinned: new Set() };
  const [kept, setKept] = useState<State>(nothing);
  const state = kept.hipId === hipId ? kept : nothing;
  const change = (part: Partial<State>): void =>
    setKept((before) => ({ ...(before.hipId === hipId ? before : nothing), ...part }));
  return {
    armed: state.armed,
    pinned: state.pinned,
    shown: QUADRANTS.filter((quadrant) => state.pinned.has(quadrant) || (state.armed ?? state.looked) === quadrant),
    look: (looked) => change({ looked }),
    arm: (armed) => change({ armed }),
    togglePin: (quadrant) => {
      const pinned = new Set(state.pinned);
      if (!pinned.delete(quadrant)) pinned.add(quadrant);
      change({ pinned });
    },
  };
}
