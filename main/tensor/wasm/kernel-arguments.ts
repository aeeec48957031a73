// The types of what tfjs passes to a kernel, which it declares too loosely.

import * as tf from '@tensorflow/tfjs';
import type { NamedAttrMap, Tensor, TensorInfo } from '@tensorflow/tfjs';

/** Returns the attributes that tfjs documents for the kernel. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- naming the type is the purpose of this function
export function attributesOf<Attributes>(attributes: NamedAttrMap | undefined): Attributes {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tfjs declares every kernel's attributes as one map of anything
  return (attributes ?? {}) as unknown as Attributes;
}

/** Returns the input itself: tfjs passes tensors where it declares infos. */
export function tensorOf(info: TensorInfo | undefined): Tensor {
  if (!(info instanceof tf.Tensor)) throw new Error('A kernel did not get all of its tensors.');
  return info;
}
