// A training run while it works: how far it is, how fast, and with how much memory.

import { z } from 'zod';
import { RUN_STATES } from './run.ts';

/** The last one of a run has a `state` other than `running`. */
export const LiveRunSchema = z.object({
  runId: z.string(),
  state: z.enum(RUN_STATES),
  stage: z.enum(['starting', 'data', 'training', 'measuring', 'ended']),
  /** Hips prepared of those wanted, while data is prepared or the model measured. */
  prepared: z.object({ done: z.number(), total: z.number() }).nullable(),
  epoch: z.number(),
  epochs: z.number(),
  step: z.number(),
  steps: z.number(),
  /** Of the newest steps, smoothed. */
  loss: z.number().nullable(),
  picturesPerSecond: z.number().nullable(),
  remainingMs: z.number().nullable(),
  elapsedMs: z.number(),
  /** Of the training process, and of the whole machine. */
  memory: z.object({ usedBytes: z.number(), totalBytes: z.number() }).nullable(),
  engine: z.string().nullable(),
  /** Finished epochs: when it changes, the curves have a new point. */
  epochsDone: z.number(),
  log: z.array(z.string()),
});

export type LiveRun = z.infer<typeof LiveRunSchema>;
