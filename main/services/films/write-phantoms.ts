// Writes synthetic cohorts.

import { availableParallelism } from 'node:os';
import type { Result } from '../../domain/failure.ts';
import { writePhantomCohort, type CohortOptions, type WrittenCohort } from '../../phantom/write-cohort.ts';

/** Draws with every core. The files do not depend on the number of cores. */
export async function writePhantoms(
  options: CohortOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<WrittenCohort>> {
  return writePhantomCohort({ workers: availableParallelism(), ...options }, progress, signal);
}
