// The operations of a training step that are worth fusing. Every engine has all of them; libtorch's are single passes over memory,
// the portable ones are composed of tfjs operations. Both give the same numbers up to rounding.

import type { Scalar, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';

/** What a batch norm ends in: nothing, ReLU, or ReLU6, whose gradient is zero where the output is cut. */
export type Ending = boolean | 6;

interface BatchNormOptions {
  /** Weight of the batch in the running averages, as in PyTorch. 0.1 where left out. */
  readonly momentum?: number;
  /** 1e-5 where left out. */
  readonly epsilon?: number;
  readonly relu?: Ending;
  /** Added before the ReLU; the shape of x. */
  readonly residual?: Tensor;
}

interface BatchNormInference {
  readonly epsilon?: number;
  readonly relu?: Ending;
  readonly residual?: Tensor;
}

/** The moments of Adam, in the order of the variables. */
export interface AdamState {
  /** Steps taken so far. */
  step: number;
  readonly first: readonly Variable[];
  readonly second: readonly Variable[];
}

interface AdamOptions {
  /** One rate for all, or one for each variable. */
  readonly learningRate: number | readonly number[];
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled weight decay (AdamW). 0 where left out. */
  readonly weightDecay?: number;
  /** Weights times this are added to the gradients (Adam's L2). 0 where left out. */
  readonly l2?: number;
}

export interface AffineOptions {
  /** Outside the image: 0, or the nearest pixel. */
  readonly border?: 'zero' | 'edge';
  /** Height and width of the result; those of the source where left out. */
  readonly size?: readonly [number, number];
  /** Gain and bias for each image, applied to value / 255: [2 N] numbers. (1, 0) where left out. */
  readonly intensity?: Float32Array;
}

export interface LossAndGradients {
  readonly loss: Scalar;
  /** In the order of the variables. Dispose of them after use, or call inside a tidy. */
  readonly gradients: readonly Tensor[];
}

export interface TrainingKernels {
  /**
   * Batch normalisation over every axis but the last, with the batch's own statistics; differentiable in x, scale, offset and residual.
   * Moves the running averages (unbiased variance, as in PyTorch). x [..., C]; the rest [C].
   */
  batchNormTrain(
    x: Tensor,
    scale: Tensor,
    offset: Tensor,
    runningMean: Variable,
    runningVariance: Variable,
    options?: BatchNormOptions,
  ): Tensor;
  /** The same with fixed statistics; differentiable in x, scale, offset and residual. */
  batchNormInfer(x: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, options?: BatchNormInference): Tensor;
  /** Zero moments for `variables`. */
  adamState(variables: readonly Variable[]): AdamState;
  /** One step of Adam or AdamW. Variables and moments change in place; the gradients stay the caller's. */
  adamStep(variables: readonly Variable[], gradients: readonly Tensor[], state: AdamState, options: AdamOptions): void;
  /**
   * Warps each image by its own affine map, bilinearly: output pixel (x, y) takes the source at (a x + b y + c, d x + e y + f), with pixel
   * centres at whole numbers. pixels [N, H, W, C] bytes; matrices [6 N]; result [N, H', W', C] in value / 255.
   */
  affineUint8(
    pixels: Uint8Array,
    shape: readonly [number, number, number, number],
    matrices: Float32Array,
    options?: AffineOptions,
  ): Tensor4D;
  /** The loss and its gradients, freeing activations and upstream gradients as soon as they are used. */
  lossAndGradients(loss: () => Scalar, variables: readonly Variable[]): LossAndGradients;
  /** Whether every element is finite. */
  allFinite(x: Tensor): boolean;
}
