// tfjs' pooling on libtorch. Under a gradient tape, a max pool keeps the places of its maxima beside its output.

import * as tf from '@tensorflow/tfjs';
import { backend_util as backendUtil } from '@tensorflow/tfjs';
import { explicitPadding } from '../../explicit-padding.ts';
import type { Padding } from '../../explicit-padding.ts';
import { fourAxes } from '../../of-rank.ts';
import type { LibtorchBackend } from '../backend.ts';
import { kernel, shareData } from '../kernel.ts';
import type { KernelTable, Named } from '../kernel.ts';
import { window } from './convolution.ts';

type Info = backendUtil.Conv2DInfo;
interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: Padding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The kernels, by tfjs name. */
export function poolingKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  return {
    MaxPool: kernel<Named<'x'>, PoolAttributes>(({ x }, attributes) => {
      const info = poolInfo(x.shape, attributes);
      if (isIdentity(info)) return shareData(backend, x);
      const keep = tf.engine().state.gradientDepth > 0;
      const [y = 0, places = 0] = addon.maxPool(backend.handleOf(x), pool(info), keep);
      const result = backend.output(y, info.outShape, x.dtype);
      backend.dataOf(result).companion = places;
      return result;
    }),
    MaxPoolGrad: kernel<Named<'dy' | 'input' | 'output'>, PoolAttributes>(({ dy, input, output }, attributes) => {
      const info = poolInfo(input.shape, attributes);
      const places = backend.dataOf(output).companion;
      const dx = addon.maxPoolGradient(backend.handleOf(dy), backend.handleOf(input), places, pool(info));
      return backend.output(dx, input.shape, 'float32');
    }),
    AvgPool: kernel<Named<'x'>, PoolAttributes>(({ x }, attributes) => {
      const info = poolInfo(x.shape, attributes);
      if (isIdentity(info)) return shareData(backend, x);
      return backend.output(addon.averagePool(backend.handleOf(x), pool(info)), info.outShape, 'float32');
    }),
    AvgPoolGrad: kernel<Named<'dy' | 'input'>, PoolAttributes>(({ dy, input }, attributes) => {
      const info = poolInfo(input.shape, attributes);
      return backend.output(addon.averagePoolGradient(backend.handleOf(dy), pool(info), input.shape), input.shape, 'float32');
    }),
  };
}

function poolInfo(shape: number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes): Info {
  return backendUtil.computePool2DInfo(fourAxes(shape), filterSize, strides, 1, explicitPadding(pad), dimRoundingMode);
}

/** As in tfjs' own backends, a window of one pixel that keeps the shape is the identity. */
function isIdentity(info: Info): boolean {
  return info.filterHeight === 1 && info.filterWidth === 1 && tf.util.arraysEqual(info.inShape, info.outShape);
}

function pool(info: Info): number[] {
  return [info.filterHeight, info.filterWidth, info.outHeight, info.outWidth, ...window(info)];
}
