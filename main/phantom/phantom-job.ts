// The messages between worker-pool.ts and its threads.

import type { Failure } from '../domain/failure.ts';
import type { ImageJob } from './cohort-image.ts';
import type { LocatingJob } from './locating-truth.ts';
import type { HipJob } from './subject-hips.ts';

export type Job = HipJob | ImageJob | LocatingJob;

export type JobAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };
