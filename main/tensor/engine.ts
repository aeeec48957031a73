// What an engine is: tfjs on one backend, with the handful of operations that training does often enough to be fused.

import type * as tensorflow from '@tensorflow/tfjs';
import type { TrainingKernels } from './training-kernels.ts';

export type TensorFlow = typeof tensorflow;

export const ENGINE_NAMES = ['libtorch', 'tensorflow', 'wasm'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
export type Device = 'cpu' | 'cuda';
/** bf16: convolutions compute in bfloat16 and activations stay so; weights, losses and optimizer state are always float32. */
type Precision = 'fp32' | 'bf16';

export interface EngineOptions {
  /** The first available of libtorch, tensorflow and wasm where left out. */
  readonly engine?: EngineName;
  readonly device?: Device;
  /** As many as the processor has cores where left out. Results are repeatable for one number of threads. */
  readonly threads?: number;
  readonly precision?: Precision;
  /** Bytes of tensors at most, so that running out ends in an error and not in a killed process. 90 % of what is free where left out. */
  readonly memoryLimitBytes?: number;
}

interface EngineMemory {
  /** Tensors that tfjs counts. */
  readonly tensors: number;
  /** Bytes in use by tensors, and the most there were since the last call. 0 where the engine cannot tell. */
  readonly liveBytes: number;
  readonly peakBytes: number;
  /** Bytes kept mapped for the next step. */
  readonly idleBytes: number;
}

export interface Engine {
  readonly name: EngineName;
  readonly device: Device;
  readonly threads: number;
  readonly precision: Precision;
  /** Of the library underneath, such as `torch 1.13.0`. */
  readonly version: string;
  /** Bytes that tensors may take; null where the engine sets no limit of its own. */
  readonly memoryLimitBytes: number | null;
  /** The tfjs namespace, with this engine's backend active. */
  readonly tf: TensorFlow;
  readonly kernels: TrainingKernels;
  /** Makes this engine's backend the active one again, where several engines are open. */
  activate(): Promise<void>;
  memory(): EngineMemory;
  /** Gives memory back. Tensors made on this engine are lost. */
  dispose(): void;
}

/** The same shape as the application's `Result`, written out because this folder stands alone. */
export type EngineResult =
  | { readonly ok: true; readonly value: Engine }
  | { readonly ok: false; readonly failure: { readonly code: 'engine-unavailable'; readonly message: string } };

export function unavailable(message: string): EngineResult & { readonly ok: false } {
  return { ok: false, failure: { code: 'engine-unavailable', message } };
}
