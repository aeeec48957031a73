// Runs kernels written for NHWC on NCHW images. Inputs are viewed as NHWC and results as NCHW. Views do not copy.

import type { TensorInfo } from '@tensorflow/tfjs';
import type { Padding } from '../../explicit-padding.ts';
import type { LibtorchBackend } from '../backend.ts';
import { kernel } from '../kernel.ts';
import type { Kernel } from '../kernel.ts';

/** Inputs that are images, or have one number per pixel or channel of an image. */
const IMAGES = ['x', 'dy', 'preluActivationWeights'];
/** The gradient by the filter is not an image. */
const isFilter = (attributes: object): boolean => 'filterShape' in attributes;

interface ImageAttributes {
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly pad?: Padding;
  readonly inputShape?: number[];
}

/** Like `kernel`, for a kernel that is written for NHWC. */
export function imageKernel(backend: LibtorchBackend): typeof kernel {
  return (run) => {
    const channelsLast = kernel(run);
    const transpose = (info: TensorInfo, first: boolean): TensorInfo => {
      const order = orderOf(info.shape.length, first);
      const handle = backend.addon.transpose(backend.handleOf(info), order);
      return backend.output(handle, permute(info.shape, order), info.dtype);
    };
    const channelsFirst: Kernel = (inputs, attributes) => {
      const last = Object.entries(inputs).map(([name, info]): [string, TensorInfo | undefined] => [
        name,
        info !== undefined && IMAGES.includes(name) && info.shape.length > 2 ? transpose(info, false) : info,
      ]);
      try {
        const result = channelsLast(Object.fromEntries(last), {
          ...attributes,
          ...attributesForLast(attributes),
        });
        if (Array.isArray(result) || isFilter(attributes)) return result;
        const first = transpose(result, true);
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
    ...(Array.isArray(pad) ? { pad: permute(pad, orderOf(4, false)) } : {}),
    ...(inputShape === undefined ? {} : { inputShape: permute(inputShape, orderOf(4, false)) }),
  };
}

/** The axis order that views [C, H, W] or [N, C, H, W] as channels last, or the reverse if `first` is true. */
function orderOf(rank: number, first: boolean): number[] {
  if (rank === 3) return first ? [2, 0, 1] : [1, 2, 0];
  return first ? [0, 3, 1, 2] : [0, 2, 3, 1];
}

function permute<Item>(list: readonly Item[], order: readonly number[]): Item[] {
  return order.flatMap((axis) => list.slice(axis, axis + 1));
}
