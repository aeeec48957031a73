// Kernels of tfjs' WebAssembly that give wrong numbers, put right.

import * as tf from '@tensorflow/tfjs';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs';
import { wrapKernel } from './wrap-kernel.ts';

/** Wraps each kernel of `backendName` once. */
export function registerCorrectedKernels(backendName: string): void {
  for (const [kernelName, correct] of Object.entries(CORRECTED)) wrapKernel(backendName, kernelName, correct);
}

const CORRECTED: Readonly<Record<string, (original: KernelFunc) => KernelFunc>> = {
  // Takes the bytes as they are where bool means "is not zero".
  Cast: (original) => (call) => {
    const x = whole(call.inputs['x']);
    return call.attrs?.['dtype'] === 'bool' && x.dtype !== 'bool' && x.dtype !== 'string'
      ? tf.tidy(() => tf.notEqual(x, tf.zeros([], x.dtype)))
      : original(call);
  },
  // Makes the lower bound of NaN, which hides that a run diverged.
  ClipByValue: (original) => (call) =>
    tf.tidy(() => {
      const x = whole(call.inputs['x']);
      // A kernel gives tensors back as infos, and tfjs takes them as either.
      const clipped = tf.engine().makeTensorFromTensorInfo(one(original(call)));
      return x.dtype === 'float32' ? tf.where(tf.isNaN(x), x, clipped) : clipped;
    }),
  // Reads beyond its memory where a slice does not lie within the tensor.
  Slice: (original) => (call) => {
    const x = whole(call.inputs['x']);
    const { begin, size } = call.attrs as unknown as { readonly begin: number | number[]; readonly size: number | number[] };
    const [start = [], extent = []] = tf.slice_util.parseSliceParams(x, begin, size);
    tf.slice_util.assertParamsValid(x, start, extent);
    return original(call);
  },
};

/** tfjs hands over its own tensors where it declares infos. */
function whole(info: tf.TensorInfo | undefined): Tensor {
  if (info === undefined) throw new Error('a corrected kernel was given no tensor');
  return info as unknown as Tensor;
}

function one(output: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo {
  const first = Array.isArray(output) ? output[0] : output;
  if (first === undefined) throw new Error('a corrected kernel gave no tensor');
  return first;
}
