// How the kernels of this folder are written and registered with tfjs.

import * as tf from '@tensorflow/tfjs';
import type { DataType, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import { ELEMENT_TYPES } from './addon.ts';
import type { LibtorchBackend } from './backend.ts';
import { explained } from './explained-error.ts';

export type Kernel = (inputs: NamedTensorInfoMap, attributes: NamedAttrMap) => TensorInfo | TensorInfo[];
/** Kernels by their tfjs names. */
export type KernelTable = Readonly<Record<string, Kernel>>;
export type Named<Name extends string> = Readonly<Record<Name, TensorInfo>>;

/** The one place where tfjs' untyped kernel arguments take the types that tfjs documents for the kernel. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- naming them is what the function is for
export function kernel<Inputs, Attributes = object>(
  run: (inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[],
): Kernel {
  return (inputs, attributes) => run(inputs as unknown as Inputs, attributes as unknown as Attributes);
}

/** `forStrings` gives what runs where an operation meets strings, which libtorch does not hold. */
export function registerKernels(backendName: string, table: KernelTable, forStrings: (kernelName: string) => Kernel): void {
  for (const [kernelName, run] of Object.entries(table)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        try {
          return run(inputs, attrs ?? {});
        } catch (error) {
          if (meetsStrings(inputs, attrs)) return forStrings(kernelName)(inputs, attrs ?? {});
          throw explained(kernelName, inputs, error);
        }
      },
    });
  }
}

/** Asked after a failure only: a string has no native tensor, so that its kernel fails at once. */
function meetsStrings(inputs: NamedTensorInfoMap, attributes: NamedAttrMap | undefined): boolean {
  return attributes?.['dtype'] === 'string' || Object.values(inputs).some((info) => info?.dtype === 'string');
}

/** A second tfjs tensor on the same data. */
export function shared(backend: LibtorchBackend, x: TensorInfo): TensorInfo {
  backend.dataOf(x).references++;
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/** A copy under another type; the same data where the type is the same. */
export function casted(backend: LibtorchBackend, x: TensorInfo, dtype: DataType): TensorInfo {
  if (dtype === x.dtype) return shared(backend, x);
  if (!(dtype in ELEMENT_TYPES)) throw new Error(`tensors cannot be cast to ${dtype}`);
  return backend.output(backend.addon.cast(backend.handleOf(x), elementCode(dtype)), x.shape, dtype);
}

export function elementCode(dtype: DataType): 0 | 1 | 2 {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return ELEMENT_TYPES[dtype];
  throw new Error(`tensors of type ${dtype} are not held by libtorch`);
}
