// An engine is tfjs on one backend, plus the few operations that training does often enough to be fused.

import type * as tensorflow from '@tensorflow/tfjs';
import type { TrainingKernels } from './training-kernels.ts';

export type TensorFlow = typeof tensorflow;

export const ENGINE_NAMES = ['libtorch', 'tensorflow', 'wasm'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
export const DEVICES = ['cpu', 'cuda'] as const;
export type Device = (typeof DEVICES)[number];
/**
 * bf16: convolutions and activations use bfloat16. tf32: convolutions and products on a GPU round their inputs to TF32, elsewhere it is
 * fp32. Weights, losses and optimizer state are always float32.
 */
type Precision = 'fp32' | 'tf32' | 'bf16';

export interface EngineOptions {
  /** Default: the first of libtorch, tensorflow and wasm that works. */
  readonly engine?: EngineName;
  readonly device?: Device;
  /** Which GPU, counted from 0. Default: 0. */
  readonly gpu?: number;
  /** Default: the number of processor cores. Results are repeatable for the same number of threads. */
  readonly threads?: number;
  readonly precision?: Precision;
  /** The most bytes that tensors may take, so that a lack of memory ends in an error and not in a killed process. Default: 90% of free memory. */
  readonly memoryLimitBytes?: number;
}

/** A GPU as its driver describes it. */
interface Gpu {
  readonly name: string;
  readonly memoryBytes: number;
}

interface EngineMemory {
  /** Number of tensors in tfjs. */
  readonly tensors: number;
  /** Bytes that tensors use, and the peak since the last call. 0 if the engine does not know. */
  readonly liveBytes: number;
  readonly peakBytes: number;
  /** Bytes that stay mapped for the next step. */
  readonly idleBytes: number;
}

export interface Engine {
  readonly name: EngineName;
  readonly device: Device;
  /** The GPU that it uses. Null on a processor, or if the engine does not know it. */
  readonly gpu: Gpu | null;
  readonly threads: number;
  readonly precision: Precision;
  /** Version of the underlying library, such as `torch 1.13.0`. */
  readonly version: string;
  /** Why the same run may end with other last digits on this device. Null if every kernel adds in the same order each time. */
  readonly unrepeatable: string | null;
  /** The most bytes that tensors may take. Null if the engine sets no limit of its own. */
  readonly memoryLimitBytes: number | null;
  /** The tfjs namespace, with this engine's backend active. */
  readonly tf: TensorFlow;
  readonly kernels: TrainingKernels;
  /** Makes this engine's backend active again if several engines are open. */
  activate(): Promise<void>;
  memory(): EngineMemory;
  /** Frees the engine's memory. Its tensors are lost. */
  dispose(): void;
}

/** The same shape as the application's `Result`, repeated because this folder stands alone. */
export type EngineResult =
  | { readonly ok: true; readonly value: Engine }
  | { readonly ok: false; readonly failure: { readonly code: 'engine-unavailable'; readonly message: string } };

export function unavailable(message: string): EngineResult & { readonly ok: false } {
  return { ok: false, failure: { code: 'engine-unavailable', message } };
}
