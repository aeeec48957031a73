// Wraps a kernel of tfjs in a correction.

import * as tf from '@tensorflow/tfjs';
import type { KernelFunc } from '@tensorflow/tfjs';

const WRAPPED = Symbol('corrected');

/** Replaces the kernel with the result of `correct`, once, if the backend has that kernel. */
export function wrapKernel(backendName: string, kernelName: string, correct: (original: KernelFunc) => KernelFunc): void {
  // tfjs' declared type omits undefined.
  const config = tf.getKernel(kernelName, backendName) as (tf.KernelConfig & { [WRAPPED]?: true }) | undefined;
  if (config === undefined || config[WRAPPED] === true) return;
  tf.unregisterKernel(kernelName, backendName);
  const wrapped: tf.KernelConfig & { [WRAPPED]: true } = { ...config, [WRAPPED]: true, kernelFunc: correct(config.kernelFunc) };
  tf.registerKernel(wrapped);
}
