// Opens the libtorch engine: loads the addon, sets threads, device, precision and memory, and registers the backend with tfjs.

import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { installEarlyRelease } from '../early-release.ts';
import { unavailable } from '../engine.ts';
import type { Device, EngineOptions, EngineResult } from '../engine.ts';
import { DILATED_GRADIENTS, installGradients } from '../gradients.ts';
import { DEVICE_CODES, loadAddon } from './addon.ts';
import type { Addon } from './addon.ts';
import { LibtorchBackend } from './backend.ts';
import { fallback, fallbackKernels } from './cpu-fallback.ts';
import { fusedKernels } from './fused-kernels.ts';
import { limitTensors } from './limit-tensors.ts';
import { registerKernels } from './kernel.ts';
import type { KernelTable } from './kernel.ts';
import { convolutionKernels } from './kernels/convolution.ts';
import { elementwiseKernels } from './kernels/elementwise.ts';
import { gatherKernels } from './kernels/gather.ts';
import { fusedConvolutionKernels } from './kernels/fused-convolution.ts';
import { linearKernels } from './kernels/linear.ts';
import { normalisationKernels } from './kernels/normalisation.ts';
import { poolingKernels } from './kernels/pooling.ts';
import { resizeKernels } from './kernels/resize.ts';
import { rotationKernels } from './kernels/rotate.ts';
import { reductionKernels } from './kernels/reductions.ts';
import { shapeKernels } from './kernels/shapes.ts';

const BACKEND = 'libtorch';

/** `meta` computes only shapes, for tests. Otherwise a GPU is used if there is one. */
type LibtorchOptions = Omit<EngineOptions, 'device'> & { readonly device?: Device | 'meta' };

export async function openLibtorch(options: LibtorchOptions): Promise<EngineResult> {
  installEarlyRelease();
  const loaded = loadAddon();
  if ('reason' in loaded) return unavailable(loaded.reason);
  const { addon } = loaded;
  const { device = addon.cudaDevices() > 0 ? 'cuda' : 'cpu', precision = 'fp32' } = options;
  if (device === 'cuda' && addon.cudaDevices() === 0)
    return unavailable(
      'No CUDA device is available: torch was built without CUDA, or the driver is missing. The device "cpu" works everywhere.',
    );
  const gpu = options.gpu ?? 0;
  if (device === 'cuda' && gpu >= addon.cudaDevices())
    return unavailable(`There is no GPU ${gpu}. This machine has ${addon.cudaDevices()}, and the first is GPU 0.`);
  const threads = addon.threads(options.threads ?? availableParallelism());
  addon.device(DEVICE_CODES[device], gpu, precision === 'tf32');
  const limit = limitTensors(addon, device, options.memoryLimitBytes);
  addon.keepBfloat16(precision === 'bf16');
  installGradients();
  const backend = registerBackend(addon, device === 'cuda');
  await tf.setBackend(BACKEND);
  return {
    ok: true,
    value: {
      name: 'libtorch',
      device: device === 'cuda' ? 'cuda' : 'cpu',
      gpu: device === 'cuda' ? { name: addon.gpuName(), memoryBytes: addon.gpuMemory()[1] } : null,
      threads,
      precision,
      version: `torch ${addon.version()}${slowly(addon, device)}`,
      unrepeatable: device === 'cuda' && addon.kernelProblem() !== '' ? 'the pooling of torch adds in any order on a GPU' : null,
      memoryLimitBytes: limit,
      tf,
      kernels: fusedKernels(backend),
      activate: async () => {
        addon.keepBfloat16(precision === 'bf16');
        addon.threads(threads);
        addon.device(DEVICE_CODES[device], gpu, precision === 'tf32');
        await tf.setBackend(BACKEND);
      },
      memory: () => {
        const [liveBytes, peakBytes, idleBytes] = addon.memory(true);
        return { tensors: tf.memory().numTensors, liveBytes, peakBytes, idleBytes };
      },
      dispose: () => {
        tf.removeBackend(BACKEND);
        addon.limitMemory(0, 0);
      },
    },
  };
}

/** Says in the version if a GPU runs without our kernels, because training is slower then. */
function slowly(addon: Addon, device: Device | 'meta'): string {
  const problem = device === 'cuda' ? addon.kernelProblem() : '';
  return problem === '' ? '' : ` (without Osteograde's CUDA kernels: ${problem})`;
}

/** tfjs keeps one backend under this name. A second engine uses the same backend. */
function registerBackend(addon: Addon, cuda: boolean): LibtorchBackend {
  const present = tf.engine().findBackendFactory(BACKEND) === null ? undefined : tf.findBackend(BACKEND);
  if (present instanceof LibtorchBackend) return present;
  const backend = new LibtorchBackend(addon, cuda);
  tf.registerBackend(BACKEND, () => backend);
  if (tf.getKernelsForBackend(BACKEND).length === 0)
    registerKernels(BACKEND, allKernels(backend), (kernelName) => fallback(backend, kernelName));
  return backend;
}

function allKernels(backend: LibtorchBackend): KernelTable {
  const native: KernelTable = {
    ...elementwiseKernels(backend),
    ...shapeKernels(backend),
    ...gatherKernels(backend, fallback(backend, 'GatherV2')),
    ...reductionKernels(backend),
    ...linearKernels(backend),
    ...convolutionKernels(backend),
    ...fusedConvolutionKernels(backend),
    ...poolingKernels(backend),
    ...resizeKernels(backend),
    ...rotationKernels(backend),
    ...normalisationKernels(backend),
    [DILATED_GRADIENTS]: () => [],
  };
  return { ...native, ...fallbackKernels(backend, new Set(Object.keys(native))) };
}
