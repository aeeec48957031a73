// Putting a correction around a kernel of tfjs.

import * as tf from '@tensorflow/tfjs';
import type { KernelFunc } from '@tensorflow/tfjs';

const WRAPPED = Symbol('corrected');

/** Replaces the kernel by what `correct` makes of it, once, where the backend has it. */
export function wrapKernel(backendName: string, kernelName: string, correct: (original: KernelFunc) => KernelFunc): void {
  // tfjs' declared type hides that there may be none.
  const config = tf.getKernel(kernelName, backendName) as (tf.KernelConfig & { [WRAPPED]?: true }) | undefined;
  if (config === undefined || config[WRAPPED] === true) return;
  tf.unregisterKernel(kernelName, backendName);
  const wrapped: tf.KernelConfig & { [WRAPPED]: true } = { ...config, [WRAPPED]: true, kernelFunc: correct(config.kernelFunc) };
  tf.registerKernel(wrapped);
}
