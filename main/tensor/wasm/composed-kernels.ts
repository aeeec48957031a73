// Gradients that tfjs' WebAssembly backend lacks, composed of kernels that it has.

import * as tf from '@tensorflow/tfjs';
import type { NamedAttrMap, Tensor, Tensor4D } from '@tensorflow/tfjs';

type Composed = (inputs: Readonly<Record<string, Tensor>>, attributes: NamedAttrMap) => Tensor;

/** Registers each for `backendName` where it is missing. */
export function registerComposedKernels(backendName: string): void {
  for (const [kernelName, compose] of Object.entries(COMPOSED)) {
    // tfjs' declared type hides that there may be none.
    if ((tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined) !== undefined) continue;
    tf.registerKernel({
      kernelName,
      backendName,
      // tfjs hands over its own tensors where it declares infos, and takes tensors back in their place.
      kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compose(inputs as unknown as Record<string, Tensor>, attrs ?? {})),
    });
  }
}

const COMPOSED: Readonly<Record<string, Composed>> = {
  Conv2DBackpropFilter: convolutionFilterGradient,
};

interface FilterAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly filterShape: [number, number, number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** dW[u, v, c, k] = sum over images and places of x and dy: a convolution of x by dy, channels as images, dilated by the stride. */
function convolutionFilterGradient({ x, dy }: Readonly<Record<string, Tensor>>, attributes: NamedAttrMap): Tensor {
  if (x === undefined || dy === undefined) throw new Error('Conv2DBackpropFilter needs x and dy');
  const { strides, pad, filterShape, dimRoundingMode } = attributes as unknown as FilterAttributes;
  const info = tf.backend_util.computeConv2DInfo(x.shape as typeof filterShape, filterShape, strides, 1, pad, dimRoundingMode);
  const { top, left } = info.padInfo;
  // Exactly the rows and columns that the windows reach: more padding below and to the right, or less of the image.
  const height = (info.outHeight - 1) * info.strideHeight + info.filterHeight;
  const width = (info.outWidth - 1) * info.strideWidth + info.filterWidth;
  const below = Math.max(0, height - info.inHeight - top);
  const right = Math.max(0, width - info.inWidth - left);
  const padded = tf.pad(x, [[0, 0], [top, below], [left, right], [0, 0]]); // prettier-ignore
  const reached = tf.slice(padded, [0, 0, 0, 0], [info.batchSize, height, width, info.inChannels]);
  const images = tf.transpose(reached, [3, 1, 2, 0]) as Tensor4D; // [C, height, width, N]
  const filter = tf.transpose(dy, [1, 2, 0, 3]) as Tensor4D; // [outHeight, outWidth, N, K]
  const dilations: [number, number] = [info.strideHeight, info.strideWidth];
  const gradient = tf.conv2d(images, filter, 1, 'valid', 'NHWC', dilations); // [C, h, w, K]
  return tf.transpose(gradient, [1, 2, 0, 3]);
}
