// What became of a published claim, judged only from runs that exist.

import type { Estimate } from '../../statistics/bootstrap.ts';

export type Verdict = 'same direction' | 'opposite' | 'undecided';

export interface Claim {
  /** What the paper says, as a sentence. */
  readonly says: string;
  /** The figures that it gives. */
  readonly published: string;
  /** What was measured here. */
  readonly figure: string;
  readonly here: Estimate;
  /** The number of seeds behind it. */
  readonly seeds: number;
  readonly verdict: Verdict;
}

/** The paper says that the difference is above or below 0, or that it lies within this margin of 0. */
export type Direction = 'above' | 'below' | { readonly within: number };

/** Decided only if the whole interval lies on one side. NaN, as of a figure that one seed does not have, decides nothing. */
export function verdictOf({ value, low, high }: Estimate, direction: Direction): Verdict {
  if (Number.isNaN(value)) return 'undecided';
  if (typeof direction === 'object') {
    const { within } = direction;
    if (low >= -within && high <= within) return 'same direction';
    return low > within || high < -within ? 'opposite' : 'undecided';
  }
  const [above, below] = [low > 0, high < 0];
  if (!above && !below) return 'undecided';
  return above === (direction === 'above') ? 'same direction' : 'opposite';
}

interface Judged extends Pick<Claim, 'says' | 'published' | 'figure' | 'here' | 'seeds'> {
  readonly direction: Direction;
}

/** Empty without runs, so that nothing is said of a claim that was not tried. */
export function judged({ direction, ...claim }: Judged): Claim[] {
  return claim.seeds === 0 ? [] : [{ ...claim, verdict: verdictOf(claim.here, direction) }];
}
