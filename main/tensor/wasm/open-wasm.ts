// The wasm engine: tfjs' WebAssembly backend, which is always available. Missing gradient kernels are composed of others, so training
// works, but slowly.

import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { installEarlyRelease } from '../early-release.ts';
import { unavailable } from '../engine.ts';
import type { EngineOptions, EngineResult } from '../engine.ts';
import { installGradients } from '../gradients.ts';
import { portableKernels } from '../portable-kernels.ts';
import { registerComposedKernels } from './composed-kernels.ts';
import { registerCorrectedKernels } from './corrected-kernels.ts';
import { registerPaddedKernels } from './padded-kernels.ts';

const BACKEND = 'wasm';
/** The range of 32-bit addresses. */
const WASM_BYTES = 2 ** 32;

export async function openWasm(options: EngineOptions): Promise<EngineResult> {
  if (options.device === 'cuda') return unavailable('The wasm engine runs on the processor only: choose the device "cpu".');
  if (options.precision === 'bf16') return unavailable('The wasm engine computes in fp32 only: choose the precision "fp32".');
  installEarlyRelease();
  // tfjs' threads need a browser's SharedArrayBuffer worker. In Node it uses one thread.
  setThreadsCount(Math.min(options.threads ?? 1, availableParallelism()));
  installGradients();
  if (!(await tf.setBackend(BACKEND))) return unavailable('The wasm engine did not start: WebAssembly is not permitted here.');
  registerPaddedKernels(BACKEND);
  registerCorrectedKernels(BACKEND);
  registerComposedKernels(BACKEND);
  return {
    ok: true,
    value: {
      name: 'wasm',
      device: 'cpu',
      gpu: null,
      threads: 1,
      precision: 'fp32',
      version: `tfjs ${tf.version_core}`,
      unrepeatable: null,
      memoryLimitBytes: WASM_BYTES,
      tf,
      kernels: portableKernels(),
      activate: async () => {
        await tf.setBackend(BACKEND);
      },
      memory: () => ({ tensors: tf.memory().numTensors, liveBytes: tf.memory().numBytes, peakBytes: 0, idleBytes: 0 }),
      dispose: () => {
        tf.removeBackend(BACKEND);
      },
    },
  };
}
