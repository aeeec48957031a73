// Images given as NCHW: seen as NHWC, which is how everything here computes, and the result seen as NCHW again. Views, no copies.

import type { backend_util as backendUtil } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { LibtorchBackend } from '../backend.ts';
import { kernel } from '../kernel.ts';
import type { Kernel } from '../kernel.ts';

/** Tensors that hold images, or one number for each pixel or channel of them. */
const IMAGES = ['x', 'dy', 'preluActivationWeights'];
/** A gradient by the filter is no image. */
const isFilter = (attributes: object): boolean => 'filterShape' in attributes;

interface ImageAttributes {
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly pad?: unknown;
  readonly inputShape?: number[];
}

/** Like `kernel`, for a kernel written for NHWC. */
export function imageKernel(backend: LibtorchBackend): typeof kernel {
  return (run) => {
    const channelsLast = kernel(run);
    const turned = (info: TensorInfo, first: boolean): TensorInfo => {
      const order = orderOf(info.shape.length, first);
      const handle = backend.addon.transpose(backend.handleOf(info), order);
      return backend.output(handle, permuted(info.shape, order), info.dtype);
    };
    const channelsFirst: Kernel = (inputs, attributes) => {
      const last = Object.entries(inputs).map(([name, info]): [string, TensorInfo | undefined] => [
        name,
        info !== undefined && IMAGES.includes(name) && info.shape.length > 2 ? turned(info, false) : info,
      ]);
      try {
        const result = channelsLast(Object.fromEntries(last), {
          ...attributes,
          ...attributesForLast(attributes),
        });
        if (Array.isArray(result) || isFilter(attributes)) return result;
        const first = turned(result, true);
        backend.disposeData(result.dataId);
        return first;
      } finally {
        for (const [name, info] of last) if (info !== undefined && info !== inputs[name]) backend.disposeData(info.dataId);
      }
    };
    return (inputs, attributes) => (attributes['dataFormat'] === 'NCHW' ? channelsFirst : channelsLast)(inputs, attributes);
  };
}

function attributesForLast({ pad, inputShape }: ImageAttributes): object {
  return {
    dataFormat: 'NHWC',
    ...(Array.isArray(pad) ? { pad: permuted(pad as backendUtil.ExplicitPadding, orderOf(4, false)) } : {}),
    ...(inputShape === undefined ? {} : { inputShape: permuted(inputShape, orderOf(4, false)) }),
  };
}

/** The axes of [C, H, W] or [N, C, H, W] as channels last, or of the other as channels first. */
function orderOf(rank: number, first: boolean): number[] {
  if (rank === 3) return first ? [2, 0, 1] : [1, 2, 0];
  return first ? [0, 3, 1, 2] : [0, 2, 3, 1];
}

function permuted<Item>(list: readonly Item[], order: readonly number[]): Item[] {
  return order.flatMap((axis) => list.slice(axis, axis + 1));
}
