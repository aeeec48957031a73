// The tensor words of this folder, all from the engine in use: never from a tfjs package of our own choosing.
import type * as tfjs from '@tensorflow/tfjs-core';

export type Tf = typeof tfjs;
export type Tensor = tfjs.Tensor;
export type Tensor1D = tfjs.Tensor1D;
export type Tensor2D = tfjs.Tensor2D;
export type Tensor3D = tfjs.Tensor3D;
export type Tensor4D = tfjs.Tensor4D;
export type Scalar = tfjs.Scalar;
export type Variable = tfjs.Variable;
export interface Kernels {
  batchNormTrain(
    x: Tensor4D,
    gamma: Tensor1D,
    beta: Tensor1D,
    epsilon: number,
    relu: boolean,
  ): { y: Tensor4D; mean: Tensor1D; variance: Tensor1D };
  adamStep(step: {
    parameter: Variable;
    gradient: Tensor;
    first: Variable;
    second: Variable;
    learningRate: number;
    beta1: number;
    beta2: number;
    epsilon: number;
    weightDecay: number;
    step: number;
  }): void;
  affineUint8(
    pixels: Uint8Array,
    shape: [number, number, number],
    matrices: Float32Array,
    gain: Float32Array,
    offset: Float32Array,
    size: [number, number],
  ): Tensor4D;
  valueAndGradients(loss: () => Scalar, variables: readonly Variable[]): { value: Scalar; gradients: Tensor[] };
}
export interface Engine {
  readonly name: string;
  readonly device: string;
  readonly threads: number;
  readonly version: string;
  readonly precision: 'fp32' | 'bf16';
  readonly tf: Tf;
  readonly kernels: Kernels;
  memory(): { tensors: number; bytes: number };
  dispose(): void;
}
