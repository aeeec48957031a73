// Operations that libtorch has no kernel for here run on tfjs' own JavaScript backend: values are fetched, computed and brought back.
// Right, and slow: nothing that training does often passes through here.

import * as tf from '@tensorflow/tfjs';
import type { BackendValues, DataType, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { LibtorchBackend } from './backend.ts';
import type { Kernel, KernelTable } from './kernel.ts';

/** Complex numbers are made of two tensors each, and ragged ones come as lists of lists: not carried over. */
const NOT_CARRIED = /^(Complex|ComplexAbs|Real|Imag|FFT|IFFT|Draw|RaggedGather|RaggedTensorToTensor)/u;

/** What is used of tfjs' JavaScript backend. */
interface JavaScriptBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values: BackendValues): TensorInfo;
  readSync(dataId: object): BackendValues;
  disposeIntermediateTensorInfo(info: TensorInfo): void;
}

/** Kernels for every operation of tfjs' JavaScript backend that `present` lacks. */
export function fallbackKernels(backend: LibtorchBackend, present: ReadonlySet<string>): KernelTable {
  const missing = tf
    .getKernelsForBackend('cpu')
    .filter(({ kernelName }) => !present.has(kernelName) && !NOT_CARRIED.test(kernelName));
  return Object.fromEntries(missing.map(({ kernelName }) => [kernelName, fallback(backend, kernelName)]));
}

/** One operation by way of tfjs' JavaScript backend. */
export function fallback(backend: LibtorchBackend, kernelName: string): Kernel {
  return (inputs, attributes) => {
    const script = javaScriptBackend();
    const config = tf.getKernel(kernelName, 'cpu');
    const carried = Object.entries(inputs).map(([name, info]) => [name, info && carriedOver(script, backend, info)] as const);
    // Some kernels take a list of tensors, which tfjs passes as an array.
    const taken = (Array.isArray(inputs) ? carried.map(([, info]) => info) : Object.fromEntries(carried)) as NamedTensorInfoMap;
    const output = config.kernelFunc({ inputs: taken, attrs: attributes, backend: script });
    const results = Array.isArray(output) ? output : [output];
    const brought = results.map((info) => ({
      dataId: backend.write(script.readSync(info.dataId), info.shape, info.dtype),
      shape: info.shape,
      dtype: info.dtype,
    }));
    for (const info of results) script.disposeIntermediateTensorInfo(info);
    for (const [, info] of carried) if (info !== undefined) script.disposeIntermediateTensorInfo(info);
    return Array.isArray(output) ? brought : (brought[0] ?? []);
  };
}

function carriedOver(script: JavaScriptBackend, backend: LibtorchBackend, info: TensorInfo): TensorInfo {
  const made = script.makeTensorInfo(info.shape, info.dtype, backend.readSync(info.dataId));
  // Some kernels ask for the rank, which tfjs' tensors have and its infos lack.
  return Object.assign(made, { rank: info.shape.length });
}

function javaScriptBackend(): JavaScriptBackend {
  // tfjs registers it under this name with these methods; its class is not exported by the package that we depend on.
  return tf.engine().findBackend('cpu') as unknown as JavaScriptBackend;
}
