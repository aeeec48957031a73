// Synthetic cohorts on disk.

import { availableParallelism } from 'node:os';
import type { Result } from '../../domain/failure.ts';
import { writePhantomCohort, type CohortOptions, type WrittenCohort } from '../../phantom/write-cohort.ts';

/** Draws with every core; the files do not depend on how many there are. */
export async function writePhantoms(
  options: CohortOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<WrittenCohort>> {
  return writePhantomCohort({ workers: availableParallelism(), ...options }, progress, signal);
}
