// What the loop goes by, whatever is learned: order, sizes, optimizer, rates, changes of the pictures, ends.

import { z } from 'zod';

const edge = z.int().min(16).max(1024);

const stage = z.strictObject({
  /** Pictures are resampled to this edge, or to this height and width, for the stage's epochs. */
  size: z.union([edge, z.strictObject({ height: edge, width: edge })]),
  epochs: z.int().positive(),
});

const learningRate = z.number().positive();
const moment = { beta1: z.number().min(0).max(0.9999), beta2: z.number().min(0).max(0.999999) };

const optimizer = z.discriminatedUnion('kind', [
  /** Weights decay by themselves, not through the gradients. */
  z.strictObject({ kind: z.literal('adamw'), learningRate, weightDecay: z.number().nonnegative(), ...moment }),
  /** `l2` times the weights is added to their gradients. */
  z.strictObject({ kind: z.literal('adam'), learningRate, l2: z.number().nonnegative().optional(), ...moment }),
  z.strictObject({
    kind: z.literal('sgd'),
    learningRate,
    momentum: z.number().min(0).max(0.999),
    l2: z.number().nonnegative().optional(),
  }),
]);

const warmUp = z.number().min(0).max(0.9);
const schedule = z.union([
  z.strictObject({
    kind: z.enum(['one-cycle', 'cosine', 'constant']),
    /** The share of all steps in which the rate rises. */
    warmUp,
  }),
  z.strictObject({
    kind: z.literal('reduce-on-plateau'),
    /** The rate is multiplied by it after so many epochs without a lower validation loss. */
    factor: z.number().positive().max(0.99),
    patience: z.int().positive(),
  }),
]);

/** Epochs added to a run. What it had when it was extended: what was still planned then is left out. */
const extension = z.strictObject({
  after: z.int().positive(),
  epochs: z.int().positive(),
  /** Of the rate: the schedule runs anew over these epochs at this share of it; a constant or reduced rate goes on at it. */
  share: z.number().positive().max(1),
});
export type Extension = z.infer<typeof extension>;

/** The beginning of torchvision's layer names, such as `features.0` or `layer4`. */
const layers = z.string().min(1);

export const loopShape = {
  seed: z.int(),
  batch: z.int().min(2).max(1024),
  stages: z.array(stage).min(1),
  optimizer,
  schedule,
  /** Written when a run is extended, on pictures of the size it had reached. */
  extensions: z.array(extension).optional(),
  augmentation: z.strictObject({
    rotationDegrees: z.number().min(0).max(45),
    shiftPixels: z.number().min(0).max(50),
    scale: z.number().min(0).max(0.5),
    gain: z.number().min(0).max(0.9),
    offset: z.number().min(0).max(0.5),
    /** Half of the pictures mirrored, left for right. */
    flip: z.boolean().optional(),
  }),
  precision: z.enum(['fp32', 'bf16']),
  /** Layers that stay as they are for the first epochs, the running statistics of their batch norms included. */
  freeze: z.array(z.strictObject({ layers, epochs: z.int().positive() })).optional(),
  /** Layers that learn at this share of the rate; the first that fits counts. */
  rates: z.array(z.strictObject({ layers, share: z.number().nonnegative().max(100) })).optional(),
  /** Only the heads learn, on the features of the plain pictures, which are computed once. */
  headOnly: z.boolean().optional(),
  /** Ends the run after so many epochs in which a figure of validation was not better than before. */
  earlyStopping: z
    .strictObject({ figure: z.string().min(1), better: z.enum(['higher', 'lower']), patience: z.int().positive() })
    .optional(),
  /** Ends the run after so many epochs in which the training loss fell by less than a thousandth of itself. */
  stallAfter: z.int().positive().optional(),
  /** Further epochs to keep, each the best by a figure of validation, beside the task's own. */
  keep: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9-]+$/),
        figure: z.string().min(1),
        better: z.enum(['higher', 'lower']),
      }),
    )
    .optional(),
};

export const loopSettings = z.strictObject(loopShape);
export type LoopSettings = z.infer<typeof loopSettings>;
