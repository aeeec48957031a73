// The settings of the training loop, whatever is learned: seed, sizes, optimizer, rates, augmentation, end of the run.

import { z } from 'zod';

const edge = z.int().min(16).max(1024);

const stage = z.strictObject({
  size: z
    .union([edge, z.strictObject({ height: edge, width: edge })])
    .describe('Edge, or height and width, to which pictures are resampled during this stage.'),
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
    kind: z.literal('one-cycle'),
    warmUp: warmUp.describe('Share of all steps in which the rate rises.'),
    momentum: z
      .strictObject({ low: z.number().min(0).max(0.999), high: z.number().min(0).max(0.999) })
      .optional()
      .describe(
        "Adam's `beta1` or the momentum of SGD: `low` at the highest rate, `high` at both ends, in place of the optimizer's. PyTorch takes 0.85 and 0.95. Without it, it does not move.",
      ),
  }),
  z.strictObject({
    kind: z.enum(['cosine', 'constant']),
    warmUp: warmUp.describe('Share of all steps in which the rate rises.'),
  }),
  z.strictObject({
    kind: z.literal('reduce-on-plateau'),
    factor: z
      .number()
      .positive()
      .max(0.99)
      .describe('The rate is multiplied by this after `patience` epochs without a lower validation loss.'),
    patience: z.int().positive(),
  }),
]);

/** Epochs added to a run after epoch `after`. Epochs that were still planned at that point are dropped. */
const extension = z.strictObject({
  after: z.int().positive(),
  epochs: z.int().positive(),
  share: z
    .number()
    .positive()
    .max(1)
    .describe(
      'Share of the learning rate. A schedule that ends restarts over these epochs at this share; any other continues at it.',
    ),
});
export type Extension = z.infer<typeof extension>;

const layers = z.string().min(1).describe("The start of torchvision's layer names, such as `features.0` or `layer4`.");

export const loopShape = {
  seed: z.int().describe('Everything drawn at random follows from it.'),
  batch: z.int().min(2).max(1024).describe('Pictures per step.'),
  stages: z.array(stage).min(1).describe('Run one after the other.'),
  optimizer,
  schedule,
  clipNorm: z
    .number()
    .positive()
    .optional()
    .describe('The gradients of a step are scaled down if their norm, over all weights that learn, is larger than this.'),
  extensions: z
    .array(extension)
    .optional()
    .describe('Added when a run is extended. An extension uses the picture size that the run had reached.'),
  augmentation: z.strictObject({
    rotationDegrees: z.number().min(0).max(45).describe('Largest rotation, either way.'),
    shiftPixels: z.number().min(0).max(50).describe('Largest shift along each axis, in pixels of the stored picture.'),
    scale: z.number().min(0).max(0.5).describe('Largest change of size: a factor between exp(-scale) and exp(scale).'),
    gain: z.number().min(0).max(0.9).describe('Largest change of contrast: a factor between exp(-gain) and exp(gain).'),
    offset: z.number().min(0).max(0.5).describe('Largest change of brightness, where black is 0 and white is 1.'),
    blurPixels: z
      .number()
      .min(0)
      .max(8)
      .optional()
      .describe('Largest blur, as a standard deviation in pixels of the stored picture. Half of the pictures are blurred.'),
    gamma: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Largest change of density: grey values are raised to a power between exp(-gamma) and exp(gamma).'),
    tone: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .describe('Largest bend of the grey scale: at five greys its slope is multiplied by between exp(-tone) and exp(tone).'),
    flip: z.boolean().optional().describe('Mirrors half of the pictures left to right.'),
  }),
  precision: z
    .enum(['fp32', 'tf32', 'bf16'])
    .describe(
      'bf16 is faster and less exact; only the libtorch engine has it. tf32 is between them on a GPU, and fp32 elsewhere.',
    ),
  freeze: z
    .array(z.strictObject({ layers, epochs: z.int().positive() }))
    .optional()
    .describe('Layers that stay fixed for the first epochs, including the running statistics of their batch norms.'),
  rates: z
    .array(z.strictObject({ layers, share: z.number().nonnegative().max(100) }))
    .optional()
    .describe('Layers that learn at this share of the rate. The first match counts.'),
  headOnly: z
    .boolean()
    .optional()
    .describe('Only the heads learn, from features of the pictures without augmentation, which are computed once.'),
  earlyStopping: z
    .strictObject({ figure: z.string().min(1), better: z.enum(['higher', 'lower']), patience: z.int().positive() })
    .optional()
    .describe('Ends the run after this many epochs without a better value of a validation figure.'),
  stallAfter: z
    .int()
    .positive()
    .optional()
    .describe('Ends the run after this many epochs in which the training loss fell by less than one thousandth.'),
  keep: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9-]+$/),
        figure: z.string().min(1),
        better: z.enum(['higher', 'lower']),
      }),
    )
    .optional()
    .describe("Keeps further epochs beside the task's own, each the best by a validation figure."),
};

export const loopSettings = z.strictObject(loopShape);
export type LoopSettings = z.infer<typeof loopSettings>;
