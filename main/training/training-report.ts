// What a training run reports while it works: each step, and each finished epoch with its figures.

import { z } from 'zod';
import { AnyNumberSchema } from '../domain/any-number.ts';

const StepReportSchema = z
  .object({
    kind: z.literal('step'),
    epoch: z.number(),
    step: z.number(),
    steps: z.number(),
    loss: AnyNumberSchema,
    picturesPerSecond: AnyNumberSchema,
  })
  .readonly();

const EpochReportSchema = z
  .object({
    kind: z.literal('epoch'),
    epoch: z.number(),
    epochs: z.number(),
    size: z.object({ height: z.number(), width: z.number() }).readonly(),
    /** Figures of the validation items, as defined by the task. */
    figures: z.object({ loss: AnyNumberSchema }).catchall(AnyNumberSchema).readonly(),
    trainLoss: AnyNumberSchema,
    learningRate: z.number(),
    elapsedMs: z.number(),
    picturesPerSecond: AnyNumberSchema,
    /** Names of the checkpoints for which this epoch is the best so far. */
    best: z.array(z.string()).readonly(),
  })
  .readonly();

export const TrainingReportSchema = z.discriminatedUnion('kind', [StepReportSchema, EpochReportSchema]);

export type StepReport = z.infer<typeof StepReportSchema>;
export type EpochReport = z.infer<typeof EpochReportSchema>;
export type TrainingReport = z.infer<typeof TrainingReportSchema>;
