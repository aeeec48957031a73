// The learning rate of each step, as a share of the recipe's rate.
// One-cycle: Smith LN, Topin N. Super-convergence. 2019, with PyTorch's cosine arms (from 1/25, to 1/10,000 of it).
// Cosine with linear warm-up: Loshchilov I, Hutter F. SGDR. ICLR 2017.

import type { LoopSettings } from './loop-settings.ts';
import type { Cycle } from './run-plan.ts';

const START = 1 / 25;
const END = START / 1e4;

/** The share of the peak rate at a step, 0 <= step < steps. `reductions`: how often a plateau reduced the rate before. */
export function rateShare(schedule: LoopSettings['schedule'], step: number, steps: number, reductions = 0): number {
  if (schedule.kind === 'reduce-on-plateau') return schedule.factor ** reductions;
  const peak = Math.max(1, schedule.warmUp * steps);
  const rising = step / peak;
  const falling = (step - peak) / Math.max(1, steps - peak);
  switch (schedule.kind) {
    case 'constant':
      return Math.min(1, (step + 1) / peak);
    case 'cosine':
      return step < peak ? Math.min(1, (step + 1) / peak) : cosineBetween(1, 0, falling);
    case 'one-cycle':
      return step < peak ? cosineBetween(START, 1, rising) : cosineBetween(1, END, falling);
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

/** Half a cosine from one value to the other. */
function cosineBetween(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
