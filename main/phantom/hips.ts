// Yields phantom hips in memory, for training and for tests, without writing gigabytes of DICOM.

import { z } from 'zod';
import { answersInOrder } from './answers-in-order.ts';
import type { Enrichment } from './pathology.ts';
import { hipsOfSubject, PhantomHipSchema, type HipJob, type PhantomHip } from './subject-hips.ts';
import type { PhantomVersion } from '../domain/training/phantom-version.ts';

export interface PhantomHipOptions {
  readonly seed: number;
  /** Each subject has two hips per visit. */
  readonly subjects: number;
  /** Number of the first subject, by default 0. Disjoint ranges are disjoint cohorts. */
  readonly firstSubject?: number;
  readonly visits?: number;
  readonly enrichment?: Enrichment;
  readonly implantShare?: number;
  /** By default the first. */
  readonly version?: PhantomVersion | undefined;
  /** Worker threads. 0 renders in the calling thread. The hips do not depend on it. */
  readonly workers?: number;
}

/** Yields the hips of the subjects in order: visit by visit, right before left. The same options yield the same bytes. */
export async function* phantomHips(options: PhantomHipOptions, signal?: AbortSignal): AsyncGenerator<PhantomHip> {
  const first = options.firstSubject ?? 0;
  const jobs = Array.from({ length: options.subjects }, (_, i): HipJob => ({
    kind: 'hips',
    seed: options.seed,
    index: first + i,
    visits: options.visits ?? 1,
    enrichment: options.enrichment ?? 'published',
    implantShare: options.implantShare,
    version: options.version,
  }));
  if ((options.workers ?? 2) === 0) {
    for (const job of jobs) {
      signal?.throwIfAborted();
      yield* hipsOfSubject(job);
    }
    return;
  }
  const answers = answersInOrder(jobs, { answer: z.array(PhantomHipSchema), workers: options.workers ?? 2, signal });
  for await (const hips of answers) yield* hips;
}
