// Operations without a libtorch kernel here run on tfjs' own JavaScript backend: values are read, computed and written back.
// This is correct but slow. No frequent operation of training uses it.

import * as tf from '@tensorflow/tfjs';
import type { BackendValues, DataType, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { LibtorchBackend } from './backend.ts';
import type { Kernel, KernelTable } from './kernel.ts';

/** Not supported: complex numbers consist of two tensors each, and ragged tensors are lists of lists. */
const UNSUPPORTED = /^(Complex|ComplexAbs|Real|Imag|FFT|IFFT|Draw|RaggedGather|RaggedTensorToTensor)/u;

/** The part of tfjs' JavaScript backend that is used here. */
interface JavaScriptBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values: BackendValues): TensorInfo;
  readSync(dataId: object): BackendValues;
  disposeIntermediateTensorInfo(info: TensorInfo): void;
}

/** Kernels for every operation of tfjs' JavaScript backend that `present` lacks. */
export function fallbackKernels(backend: LibtorchBackend, present: ReadonlySet<string>): KernelTable {
  const missing = tf
    .getKernelsForBackend('cpu')
    .filter(({ kernelName }) => !present.has(kernelName) && !UNSUPPORTED.test(kernelName));
  return Object.fromEntries(missing.map(({ kernelName }) => [kernelName, fallback(backend, kernelName)]));
}

/** Runs one operation on tfjs' JavaScript backend. */
export function fallback(backend: LibtorchBackend, kernelName: string): Kernel {
  return (inputs, attributes) => {
    const script = javaScriptBackend();
    const config = tf.getKernel(kernelName, 'cpu');
    const copies = Object.entries(inputs).map(([name, info]) => [name, info && copyTo(script, backend, info)] as const);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- some kernels take a list of tensors, which tfjs passes as an array
    const copied = (Array.isArray(inputs) ? copies.map(([, info]) => info) : Object.fromEntries(copies)) as NamedTensorInfoMap;
    const output = config.kernelFunc({ inputs: copied, attrs: attributes, backend: script });
    const results = Array.isArray(output) ? output : [output];
    const written = results.map((info) => ({
      dataId: backend.write(script.readSync(info.dataId), info.shape, info.dtype),
      shape: info.shape,
      dtype: info.dtype,
    }));
    for (const info of results) script.disposeIntermediateTensorInfo(info);
    for (const [, info] of copies) if (info !== undefined) script.disposeIntermediateTensorInfo(info);
    return Array.isArray(output) ? written : (written[0] ?? []);
  };
}

function copyTo(script: JavaScriptBackend, backend: LibtorchBackend, info: TensorInfo): TensorInfo {
  const copy = script.makeTensorInfo(info.shape, info.dtype, backend.readSync(info.dataId));
  // Some kernels read the rank, which tfjs' tensors have but its infos lack.
  return Object.assign(copy, { rank: info.shape.length });
}

function javaScriptBackend(): JavaScriptBackend {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tfjs registers its backend under this name but does not export the class
  return tf.engine().findBackend('cpu') as unknown as JavaScriptBackend;
}
