// Checks the number of axes where tfjs' types lose it: in lists and maps of tensors, and in shapes.

import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';

interface TensorByRank {
  readonly 1: Tensor1D;
  readonly 2: Tensor2D;
  readonly 3: Tensor3D;
  readonly 4: Tensor4D;
}
type KnownRank = keyof TensorByRank;
export type Shape4D = [number, number, number, number];

/** Returns the same tensor. Throws if it is missing or has another number of axes. */
export function ofRank<Rank extends KnownRank>(tensor: Tensor | undefined, rank: Rank): TensorByRank[Rank] {
  if (tensor === undefined) throw new Error(`A tensor of ${rank} axes is missing.`);
  if (!hasRank(tensor, rank))
    throw new Error(`A tensor of ${rank} axes is needed, not one of shape [${tensor.shape.join(', ')}].`);
  return tensor;
}

/** Returns the same shape. Throws if it is missing or has another number of axes. */
export function fourAxes(shape: number[] | undefined): Shape4D {
  if (shape === undefined) throw new Error('A shape of 4 axes is missing.');
  if (!hasFourAxes(shape)) throw new Error(`A shape of 4 axes is needed, not [${shape.join(', ')}].`);
  return shape;
}

function hasRank<Rank extends KnownRank>(tensor: Tensor, rank: Rank): tensor is TensorByRank[Rank] {
  return tensor.shape.length === rank;
}

function hasFourAxes(shape: number[]): shape is Shape4D {
  return shape.length === 4;
}
