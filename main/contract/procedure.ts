// What every procedure shares: the effect it declares, and the one error with which it fails.

import { oc } from '@orpc/contract';
import { FailureSchema } from '../domain/failure.ts';

/**
 * `reads` leaves the study as it is. `writes` changes it, and is recorded in its audit. `controls` starts, stops or releases work of the
 * program and stores nothing in the study's records.
 */
export type Effect = 'reads' | 'writes' | 'controls';

/** Every expected failure reaches the interface as one error whose message is fit to be shown. */
const failing = oc
  .$meta<{ readonly effect: Effect }>({ effect: 'reads' })
  .errors({ FAILURE: { status: 422, data: FailureSchema.pick({ code: true }) } });

export const reads = failing.meta({ effect: 'reads' });
export const writes = failing.meta({ effect: 'writes' });
export const controls = failing.meta({ effect: 'controls' });
