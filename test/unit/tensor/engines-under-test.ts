// The engines that every machine should have, for tests of what they add to tfjs.

import * as tf from '@tensorflow/tfjs';
import type { Engine, EngineOptions } from '../../../main/tensor/engine.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';

/** Returns the engine, or the reason why it is not available. */
export async function engineOrReason(options: EngineOptions): Promise<Engine | string> {
  const opened = await openEngine(options);
  return opened.ok ? opened.value : opened.failure.message;
}

/** Values that look random and are the same on every machine. */
export function waves(length: number, phase = 0): Float32Array {
  return Float32Array.from({ length }, (_, k) => Math.sin(k * 12.9898 + phase) * 1.5);
}

export function tensor4(shape: [number, number, number, number], phase = 0): tf.Tensor4D {
  return tf.tensor4d(waves(shape[0] * shape[1] * shape[2] * shape[3], phase), shape);
}

/** Returns the largest difference, NaN if a value is NaN, and infinity if either list is missing, empty or of another length. */
export function largestDifference(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (a === undefined || b === undefined || a.length === 0 || a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let k = 0; k < a.length; k++) most = Math.max(most, Math.abs((a[k] ?? Number.NaN) - (b[k] ?? Number.NaN)));
  return most;
}
