// Selects slices by index.

import { backend_util as backendUtil, util } from '@tensorflow/tfjs';
import type { LibtorchBackend } from '../backend.ts';
import { kernel, shapeOnly } from '../kernel.ts';
import type { KernelTable, Named } from '../kernel.ts';

interface GatherAttributes {
  readonly axis: number;
  readonly batchDims: number;
}

/** GatherV2 without batch axes. With batch axes, tfjs' own kernel runs (see cpu-fallback.ts). */
export function gatherKernels(backend: LibtorchBackend, withBatchAxes: KernelTable[string] | undefined): KernelTable {
  return {
    GatherV2: kernel<Named<'x' | 'indices'>, GatherAttributes>(({ x, indices }, { axis, batchDims }) => {
      if (batchDims !== 0) {
        if (withBatchAxes === undefined) throw new Error('GatherV2 with batch axes has no implementation');
        return withBatchAxes({ x, indices }, { axis, batchDims });
      }
      const along = util.parseAxisParam(axis, x.shape)[0] ?? 0;
      const { outputShape } = backendUtil.segment_util.collectGatherOpShapeInfo(shapeOnly(x), shapeOnly(indices), along, 0);
      const picked = backend.addon.gather(backend.handleOf(x), backend.handleOf(indices), along);
      const handle = backend.addon.reshape(picked, outputShape);
      backend.addon.release(picked);
      return backend.output(handle, outputShape, x.dtype);
    }),
  };
}
