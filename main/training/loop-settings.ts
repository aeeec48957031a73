// The settings of the training loop, whatever is learned: seed, sizes, optimizer, rates, augmentation, end of the run.

import { z } from 'zod';

const edge = z.int().min(16).max(1024);

const stage = z.strictObject({
  /** Edge, or height and width, to which pictures are resampled during this stage. */
  size: z.union([edge, z.strictObject({ height: edge, width: edge })]),
  epochs: z.int().positive(),
});

const learningRate = z.number().positive();
const moment = { beta1: z.number().min(0).max(0.9999), beta2: z.number().min(0).max(0.999999) };

const optimizer = z.discriminatedUnion('kind', [
  /** Weight decay is separate from the gradients. */
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
    /** Share of all steps in which the rate rises. */
    warmUp,
  }),
  z.strictObject({
    kind: z.literal('reduce-on-plateau'),
    /** The rate is multiplied by this after `patience` epochs without a lower validation loss. */
    factor: z.number().positive().max(0.99),
    patience: z.int().positive(),
  }),
]);

/** Epochs added to a run after epoch `after`. Epochs that were still planned at that point are dropped. */
const extension = z.strictObject({
  after: z.int().positive(),
  epochs: z.int().positive(),
  /** Share of the learning rate. A schedule that ends restarts over these epochs at this share; any other continues at it. */
  share: z.number().positive().max(1),
});
export type Extension = z.infer<typeof extension>;

/** The start of torchvision's layer names, such as `features.0` or `layer4`. */
const layers = z.string().min(1);

export const loopShape = {
  seed: z.int(),
  batch: z.int().min(2).max(1024),
  stages: z.array(stage).min(1),
  optimizer,
  schedule,
  /** Added when a run is extended. An extension uses the picture size that the run had reached. */
  extensions: z.array(extension).optional(),
  augmentation: z.strictObject({
    rotationDegrees: z.number().min(0).max(45),
    shiftPixels: z.number().min(0).max(50),
    scale: z.number().min(0).max(0.5),
    gain: z.number().min(0).max(0.9),
    offset: z.number().min(0).max(0.5),
    /** Mirrors half of the pictures left to right. */
    flip: z.boolean().optional(),
  }),
  precision: z.enum(['fp32', 'bf16']),
  /** Layers that stay fixed for the first epochs, including the running statistics of their batch norms. */
  freeze: z.array(z.strictObject({ layers, epochs: z.int().positive() })).optional(),
  /** Layers that learn at this share of the rate. The first match counts. */
  rates: z.array(z.strictObject({ layers, share: z.number().nonnegative().max(100) })).optional(),
  /** Only the heads learn, from features of the pictures without augmentation, which are computed once. */
  headOnly: z.boolean().optional(),
  /** Ends the run after this many epochs without a better value of a validation figure. */
  earlyStopping: z
    .strictObject({ figure: z.string().min(1), better: z.enum(['higher', 'lower']), patience: z.int().positive() })
    .optional(),
  /** Ends the run after this many epochs in which the training loss fell by less than one thousandth. */
  stallAfter: z.int().positive().optional(),
  /** Keeps further epochs beside the task's own, each the best by a validation figure. */
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
