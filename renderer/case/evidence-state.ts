// Which answers the reader looks at: the one under the pointer or focus, the quadrant waiting for a grade, and the pinned ones.

import { useState } from 'react';
import { FINDINGS } from '../../main/domain/finding.ts';
import type { HeatmapAnswer } from '../../main/domain/grading.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';

export interface Evidence {
  readonly armed: Quadrant | null;
  readonly pinned: ReadonlySet<HeatmapAnswer>;
  /** The answers whose zone and heatmap are shown, in display order. */
  readonly shown: readonly HeatmapAnswer[];
  readonly look: (answer: HeatmapAnswer | null) => void;
  readonly arm: (quadrant: Quadrant | null) => void;
  readonly togglePin: (answer: HeatmapAnswer) => void;
}

const ANSWERS: readonly HeatmapAnswer[] = [...QUADRANTS, ...FINDINGS];

interface State {
  readonly hipId: string;
  readonly looked: HeatmapAnswer | null;
  readonly armed: Quadrant | null;
  readonly pinned: ReadonlySet<HeatmapAnswer>;
}

/** Starts empty for each hip, because a pin belongs to the hip it was set on. */
export function useEvidence(hipId: string): Evidence {
  const nothing: State = { hipId, looked: null, armed: null, pinned: new Set() };
  const [kept, setKept] = useState<State>(nothing);
  const state = kept.hipId === hipId ? kept : nothing;
  const change = (part: Partial<State>): void =>
    setKept((before) => ({ ...(before.hipId === hipId ? before : nothing), ...part }));
  return {
    armed: state.armed,
    pinned: state.pinned,
    shown: ANSWERS.filter((answer) => state.pinned.has(answer) || (state.armed ?? state.looked) === answer),
    look: (looked) => change({ looked }),
    arm: (armed) => change({ armed }),
    togglePin: (answer) => {
      const pinned = new Set(state.pinned);
      if (!pinned.delete(answer)) pinned.add(answer);
      change({ pinned });
    },
  };
}
