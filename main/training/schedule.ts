// The learning rate of each step, as a share of the recipe's rate, and the momentum where it moves too.
// One-cycle: Smith LN, Topin N. Super-convergence. 2019, as PyTorch's OneCycleLR: cosine arms from 1/25 to the peak, then to 1/10,000 of the
// start at the last step; the momentum moves the other way.
// Cosine with linear warm-up: Loshchilov I, Hutter F. SGDR. ICLR 2017.

import type { LoopSettings } from './loop-settings.ts';
import type { Cycle } from './run-plan.ts';

const START = 1 / 25;
const END = START / 1e4;

/** The share of the peak rate at a step, 0 <= step < steps. `reductions`: how often a plateau reduced the rate before. */
export function rateShare(schedule: LoopSettings['schedule'], step: number, steps: number, reductions = 0): number {
  if (schedule.kind === 'reduce-on-plateau') return schedule.factor ** reductions;
  if (schedule.kind === 'one-cycle') return oneCycle(schedule.warmUp, step, steps, { start: START, peak: 1, end: END });
  const peak = Math.max(1, schedule.warmUp * steps);
  const falling = (step - peak) / Math.max(1, steps - peak);
  switch (schedule.kind) {
    case 'constant':
      return Math.min(1, (step + 1) / peak);
    case 'cosine':
      return step < peak ? Math.min(1, (step + 1) / peak) : cosineBetween(1, 0, falling);
  }
}

/** The share of the recipe's rate at a step of a run, within the cycle of its epoch. */
export function rateInCycle(
  schedule: LoopSettings['schedule'],
  { first, epochs, share }: Cycle,
  at: { readonly step: number; readonly stepsPerEpoch: number; readonly reductions: number },
): number {
  const { step, stepsPerEpoch, reductions } = at;
  return share * rateShare(schedule, step - first * stepsPerEpoch, epochs * stepsPerEpoch, reductions);
}

/** Adam's beta1 or SGD's momentum at a step, within the cycle of its epoch. Null if the schedule leaves it as the optimizer has it. */
export function momentumInCycle(
  schedule: LoopSettings['schedule'],
  { first, epochs }: Cycle,
  { step, stepsPerEpoch }: { readonly step: number; readonly stepsPerEpoch: number },
): number | null {
  if (schedule.kind !== 'one-cycle' || schedule.momentum === undefined) return null;
  const { low, high } = schedule.momentum;
  return oneCycle(schedule.warmUp, step - first * stepsPerEpoch, epochs * stepsPerEpoch, { start: high, peak: low, end: high });
}

/** The peak stands at step `warmUp * steps - 1`, and the end at the last step. */
function oneCycle(
  warmUp: number,
  step: number,
  steps: number,
  { start, peak, end }: { readonly start: number; readonly peak: number; readonly end: number },
): number {
  const top = warmUp * steps - 1;
  if (step <= top) return top === 0 ? peak : cosineBetween(start, peak, step / top);
  return cosineBetween(peak, end, Math.min(1, (step - top) / Math.max(steps - 1 - top, Number.MIN_VALUE)));
}

/** Half a cosine from one value to the other. */
function cosineBetween(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
