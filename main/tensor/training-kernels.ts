// The operations of a training step that are worth fusing. Every engine has all of them. libtorch's are single passes over memory, and the
// portable ones are composed of tfjs operations. Both compute the same values up to rounding.

import type { Scalar, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';

/** What follows a batch norm: nothing, ReLU, or ReLU6, whose gradient is zero where the output is cut. */
export type Ending = boolean | 6;

interface BatchNormOptions {
  /** Weight of the batch in the running averages, as in PyTorch. Default: 0.1. */
  readonly momentum?: number;
  /** Default: 1e-5. */
  readonly epsilon?: number;
  readonly relu?: Ending;
  /** Added before the ReLU. It has the shape of x. */
  readonly residual?: Tensor;
}

interface BatchNormInference {
  readonly epsilon?: number;
  readonly relu?: Ending;
  readonly residual?: Tensor;
}

/** The moments of Adam, in the order of the variables. */
export interface AdamState {
  /** Number of steps so far. */
  step: number;
  readonly first: readonly Variable[];
  readonly second: readonly Variable[];
}

interface AdamOptions {
  /** One rate for all variables, or one per variable. */
  readonly learningRate: number | readonly number[];
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled weight decay (AdamW). Default: 0. */
  readonly weightDecay?: number;
  /** This times the weights is added to the gradients (Adam's L2). Default: 0. */
  readonly l2?: number;
}

export interface AffineOptions {
  /** The value outside the image: 0, or the nearest pixel. */
  readonly border?: 'zero' | 'edge';
  /** Height and width of the result. Default: those of the source. */
  readonly size?: readonly [number, number];
  /** Gain and bias per image, applied to value / 255: [2 N] numbers. Default: (1, 0). */
  readonly intensity?: Float32Array;
}

export interface LossAndGradients {
  readonly loss: Scalar;
  /** In the order of the variables. Dispose them after use, or call inside a tidy. */
  readonly gradients: readonly Tensor[];
}

export interface TrainingKernels {
  /**
   * Batch normalisation over all axes but the last, with the batch's own statistics. Differentiable in x, scale, offset and residual.
   * Updates the running averages (unbiased variance, as in PyTorch). x has shape [..., C], all others [C].
   */
  batchNormTrain(
    x: Tensor,
    scale: Tensor,
    offset: Tensor,
    runningMean: Variable,
    runningVariance: Variable,
    options?: BatchNormOptions,
  ): Tensor;
  /** The same with fixed statistics. Differentiable in x, scale, offset and residual. */
  batchNormInfer(x: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, options?: BatchNormInference): Tensor;
  /** Zero moments for `variables`. */
  adamState(variables: readonly Variable[]): AdamState;
  /** One step of Adam or AdamW. Changes variables and moments in place. The caller keeps the gradients. */
  adamStep(variables: readonly Variable[], gradients: readonly Tensor[], state: AdamState, options: AdamOptions): void;
  /**
   * Warps each image by its own affine map, with bilinear interpolation. Output pixel (x, y) takes the source at (a x + b y + c,
   * d x + e y + f), with pixel centres at integers. pixels [N, H, W, C] bytes; matrices [6 N]; result [N, H', W', C] in value / 255.
   */
  affineUint8(
    pixels: Uint8Array,
    shape: readonly [number, number, number, number],
    matrices: Float32Array,
    options?: AffineOptions,
  ): Tensor4D;
  /** The loss and its gradients. Frees activations and upstream gradients after their last use. */
  lossAndGradients(loss: () => Scalar, variables: readonly Variable[]): LossAndGradients;
  /** True if every element is finite. */
  allFinite(x: Tensor): boolean;
}
