// A training run in progress: how far it is, how fast, and how much memory it uses.

import { z } from 'zod';
import { RUN_STATES } from './run.ts';

/** The last message of a run has a `state` other than `running`. */
export const LiveRunSchema = z.object({
  runId: z.string(),
  state: z.enum(RUN_STATES),
  stage: z.enum(['starting', 'data', 'sending', 'training', 'measuring', 'ended']),
  /** Hips prepared so far, while data is prepared or the model is measured. While data is sent, megabytes. */
  prepared: z.object({ done: z.number(), total: z.number() }).nullable(),
  epoch: z.number(),
  epochs: z.number(),
  step: z.number(),
  steps: z.number(),
  /** Smoothed over the newest steps. */
  loss: z.number().nullable(),
  picturesPerSecond: z.number().nullable(),
  remainingMs: z.number().nullable(),
  elapsedMs: z.number(),
  /** Memory that the training process uses, and memory of the whole machine. */
  memory: z.object({ usedBytes: z.number(), totalBytes: z.number() }).nullable(),
  engine: z.string().nullable(),
  /** Finished epochs. When it changes, the curves have a new point. */
  epochsDone: z.number(),
  log: z.array(z.string()),
});

export type LiveRun = z.infer<typeof LiveRunSchema>;
