// tfjs' reductions on libtorch.

import { backend_util as backendUtil, util } from '@tensorflow/tfjs';
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { ReductionOperation } from '../addon.ts';
import type { LibtorchBackend } from '../backend.ts';
import { kernel } from '../kernel.ts';
import type { Kernel, KernelTable, Named } from '../kernel.ts';

interface ReductionAttributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}
interface RunningAttributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** The kernels, by tfjs name. */
export function reductionKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  const reduction = (operation: ReductionOperation, dtype: (x: TensorInfo) => DataType): Kernel =>
    kernel<Named<'x'>, ReductionAttributes>(({ x }, { axis, reductionIndices, keepDims = false }) => {
      const axes = parseAxes(axis ?? reductionIndices, x.shape);
      const [reduced] = backendUtil.computeOutAndReduceShapes(x.shape, axes);
      const shape = keepDims ? backendUtil.expandShapeToKeepDim(reduced, axes) : reduced;
      return backend.output(addon[operation](backend.handleOf(x), axes, keepDims), shape, dtype(x));
    });
  const place = (operation: 'argMax' | 'argMin'): Kernel =>
    kernel<Named<'x'>, { axis: number }>(({ x }, { axis }) => {
      const axes = parseAxes(axis, x.shape);
      const [shape] = backendUtil.computeOutAndReduceShapes(x.shape, axes);
      return backend.output(addon[operation](backend.handleOf(x), axes[0] ?? 0), shape, 'int32');
    });
  const running = (operation: 'cumulativeSum' | 'cumulativeProduct'): Kernel =>
    kernel<Named<'x'>, RunningAttributes>(({ x }, { axis, exclusive, reverse }) => {
      const along = util.parseAxisParam(axis, x.shape)[0] ?? 0;
      return backend.output(addon[operation](backend.handleOf(x), along, exclusive, reverse), x.shape, summedType(x));
    });
  return {
    Sum: reduction('sum', summedType),
    Prod: reduction('product', summedType),
    Mean: reduction('mean', () => 'float32'),
    Max: reduction('largest', (x) => x.dtype),
    Min: reduction('smallest', (x) => x.dtype),
    All: reduction('every', () => 'bool'),
    Any: reduction('some', () => 'bool'),
    ArgMax: place('argMax'),
    ArgMin: place('argMin'),
    Cumsum: running('cumulativeSum'),
    Cumprod: running('cumulativeProduct'),
  };
}

function parseAxes(axis: number | number[] | undefined, shape: number[]): number[] {
  return util.parseAxisParam(axis ?? [...shape.keys()], shape); // without an axis, tfjs reduces all axes
}

function summedType(x: TensorInfo): DataType {
  return x.dtype === 'bool' ? 'int32' : x.dtype;
}
