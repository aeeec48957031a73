// How kernels in this folder are written and registered with tfjs.

import * as tf from '@tensorflow/tfjs';
import type { DataType, NamedAttrMap, NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import { ELEMENT_TYPES } from './addon.ts';
import type { LibtorchBackend } from './backend.ts';
import { explainError } from './explain-error.ts';

export type Kernel = (inputs: NamedTensorInfoMap, attributes: NamedAttrMap) => TensorInfo | TensorInfo[];
/** Kernels by their tfjs names. */
export type KernelTable = Readonly<Record<string, Kernel>>;
export type Named<Name extends string> = Readonly<Record<Name, TensorInfo>>;

/** The only place where tfjs' untyped kernel arguments receive the types that tfjs documents for the kernel. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- naming the types is the purpose of this function
export function kernel<Inputs, Attributes = object>(
  run: (inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[],
): Kernel {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tfjs declares every kernel's arguments as maps of anything
  return (inputs, attributes) => run(inputs as unknown as Inputs, attributes as unknown as Attributes);
}

/** `forStrings` returns the kernel for operations on strings, which libtorch does not support. */
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
          throw explainError(kernelName, inputs, error);
        }
      },
    });
  }
}

/** Checked only after a failure: a string has no native tensor, so its kernel fails at once. */
function meetsStrings(inputs: NamedTensorInfoMap, attributes: NamedAttrMap | undefined): boolean {
  return attributes?.['dtype'] === 'string' || Object.values(inputs).some((info) => info?.dtype === 'string');
}

/** What tfjs' shape functions read of a tensor. They declare a Tensor but use only its shape and rank. */
export function shapeOnly(info: TensorInfo): Tensor {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tfjs exports no type for a shape with a rank
  return { ...info, rank: info.shape.length } as unknown as Tensor;
}

/** A second tfjs tensor for the same data. */
export function shareData(backend: LibtorchBackend, x: TensorInfo): TensorInfo {
  backend.dataOf(x).references++;
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/** A copy with another element type. If the type is the same, shares the data. */
export function castTensor(backend: LibtorchBackend, x: TensorInfo, dtype: DataType): TensorInfo {
  if (dtype === x.dtype) return shareData(backend, x);
  if (!(dtype in ELEMENT_TYPES)) throw new Error(`tensors cannot be cast to ${dtype}`);
  return backend.output(backend.addon.cast(backend.handleOf(x), elementCode(dtype)), x.shape, dtype);
}

export function elementCode(dtype: DataType): 0 | 1 | 2 {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return ELEMENT_TYPES[dtype];
  throw new Error(`libtorch does not support tensors of type ${dtype}`);
}
