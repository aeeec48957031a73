// Matrix products and softmax on libtorch.

import { backend_util as backendUtil } from '@tensorflow/tfjs';
import type { LibtorchBackend } from '../backend.ts';
import { kernel } from '../kernel.ts';
import type { KernelTable, Named } from '../kernel.ts';

interface MatrixAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The kernels, by tfjs name. */
export function linearKernels(backend: LibtorchBackend): KernelTable {
  return {
    BatchMatMul: kernel<Named<'a' | 'b'>, MatrixAttributes>(({ a, b }, { transposeA, transposeB }) => {
      for (const matrix of [a, b])
        if (matrix.shape.length < 2)
          throw new Error(`BatchMatMul needs matrices, not a tensor of shape [${matrix.shape.join(', ')}]`);
      const rows = a.shape.at(transposeA ? -1 : -2) ?? 1;
      const columns = b.shape.at(transposeB ? -2 : -1) ?? 1;
      const batch = backendUtil.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      const product = backend.addon.matrixProduct(backend.handleOf(a), backend.handleOf(b), transposeA, transposeB);
      return backend.output(product, [...batch, rows, columns], a.dtype);
    }),
    Softmax: kernel<Named<'logits'>>(({ logits }) =>
      backend.output(backend.addon.softmax(backend.handleOf(logits)), logits.shape, 'float32'),
    ),
  };
}
