// Fixes kernels of tfjs' WebAssembly backend that return wrong values.

import * as tf from '@tensorflow/tfjs';
import type { KernelFunc } from '@tensorflow/tfjs';
import { attributesOf, tensorOf } from './kernel-arguments.ts';
import { wrapKernel } from './wrap-kernel.ts';

/** Wraps each kernel of `backendName` once. */
export function registerCorrectedKernels(backendName: string): void {
  for (const [kernelName, correct] of Object.entries(CORRECTED)) wrapKernel(backendName, kernelName, correct);
}

const CORRECTED: Readonly<Record<string, (original: KernelFunc) => KernelFunc>> = {
  // Copies the bytes, although bool means "is not zero".
  Cast: (original) => (call) => {
    const x = tensorOf(call.inputs['x']);
    return call.attrs?.['dtype'] === 'bool' && x.dtype !== 'bool' && x.dtype !== 'string'
      ? tf.tidy(() => tf.notEqual(x, tf.zeros([], x.dtype)))
      : original(call);
  },
  // Turns NaN into the lower bound, which hides that a run diverged.
  ClipByValue: (original) => (call) =>
    tf.tidy(() => {
      const x = tensorOf(call.inputs['x']);
      // A kernel returns infos, and tfjs accepts tensors or infos.
      const clipped = tf.engine().makeTensorFromTensorInfo(one(original(call)));
      return x.dtype === 'float32' ? tf.where(tf.isNaN(x), x, clipped) : clipped;
    }),
  // Reads beyond its memory if a slice does not lie within the tensor.
  Slice: (original) => (call) => {
    const x = tensorOf(call.inputs['x']);
    const { begin, size } = attributesOf<SliceAttributes>(call.attrs);
    const [start = [], extent = []] = tf.slice_util.parseSliceParams(x, begin, size);
    tf.slice_util.assertParamsValid(x, start, extent);
    return original(call);
  },
};

interface SliceAttributes {
  readonly begin: number | number[];
  readonly size: number | number[];
}

function one(output: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo {
  const first = Array.isArray(output) ? output[0] : output;
  if (first === undefined) throw new Error('A corrected kernel returned no tensor.');
  return first;
}
