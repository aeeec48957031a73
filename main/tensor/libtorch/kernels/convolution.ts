// tfjs' convolutions and their gradients on libtorch. Depthwise ones run as grouped convolutions.

import { backend_util as backendUtil } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import { explicitPadding } from '../../explicit-padding.ts';
import type { Padding } from '../../explicit-padding.ts';
import { fourAxes } from '../../of-rank.ts';
import type { LibtorchBackend } from '../backend.ts';
import { imageKernel } from './channels-first.ts';
import type { KernelTable, Named } from '../kernel.ts';

type Info = backendUtil.Conv2DInfo;
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: Padding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number] | null;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The kernels, by tfjs name. */
export function convolutionKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  const kernel = imageKernel(backend);
  const handle = (info: TensorInfo): number => backend.handleOf(info);
  return {
    Conv2D: kernel<Named<'x' | 'filter'>, ConvolutionAttributes>(({ x, filter }, attributes) => {
      const info = convolutionInfo(x.shape, filter.shape, attributes, false);
      return backend.output(addon.convolve(handle(x), handle(filter), window(info), 1, 0), info.outShape, 'float32');
    }),
    Conv2DBackpropInput: kernel<Named<'dy' | 'filter'>, ConvolutionAttributes & { inputShape: number[] }>(
      ({ dy, filter }, attributes) => {
        const info = convolutionInfo(attributes.inputShape, filter.shape, attributes, false);
        const dx = addon.convolveInputGradient(handle(dy), handle(filter), window(info), 1, info.inShape);
        return backend.output(dx, info.inShape, 'float32');
      },
    ),
    Conv2DBackpropFilter: kernel<Named<'x' | 'dy'>, ConvolutionAttributes & { filterShape: number[] }>(
      ({ x, dy }, attributes) => {
        const info = convolutionInfo(x.shape, attributes.filterShape, attributes, false);
        const gradient = addon.convolveFilterGradient(handle(x), handle(dy), window(info), 1, info.filterShape);
        return backend.output(gradient, info.filterShape, 'float32');
      },
    ),
    DepthwiseConv2dNative: kernel<Named<'x' | 'filter'>, ConvolutionAttributes>(({ x, filter }, attributes) => {
      const info = convolutionInfo(x.shape, filter.shape, attributes, true);
      const grouped = addon.reshape(handle(filter), groupedShape(info));
      const y = addon.convolve(handle(x), grouped, window(info), info.inChannels, 0);
      addon.release(grouped);
      return backend.output(y, info.outShape, 'float32');
    }),
    DepthwiseConv2dNativeBackpropInput: kernel<Named<'dy' | 'filter'>, ConvolutionAttributes & { inputShape: number[] }>(
      ({ dy, filter }, attributes) => {
        const info = convolutionInfo(attributes.inputShape, filter.shape, attributes, true);
        const grouped = addon.reshape(handle(filter), groupedShape(info));
        const dx = addon.convolveInputGradient(handle(dy), grouped, window(info), info.inChannels, info.inShape);
        addon.release(grouped);
        return backend.output(dx, info.inShape, 'float32');
      },
    ),
    DepthwiseConv2dNativeBackpropFilter: kernel<Named<'x' | 'dy'>, ConvolutionAttributes & { filterShape: number[] }>(
      ({ x, dy }, attributes) => {
        const info = convolutionInfo(x.shape, attributes.filterShape, attributes, true);
        const grouped = addon.convolveFilterGradient(handle(x), handle(dy), window(info), info.inChannels, groupedShape(info));
        const gradient = addon.reshape(grouped, info.filterShape);
        addon.release(grouped);
        return backend.output(gradient, info.filterShape, 'float32');
      },
    ),
  };
}

export function convolutionInfo(x: number[], filter: number[], attributes: ConvolutionAttributes, depthwise: boolean): Info {
  const { strides, pad, dilations, dimRoundingMode } = attributes;
  return backendUtil.computeConv2DInfo(
    fourAxes(x),
    fourAxes(filter),
    strides,
    dilations ?? 1,
    explicitPadding(pad),
    dimRoundingMode,
    depthwise,
  );
}

/** The window in the addon's format. If rounding up adds one more position, the padding extends to it. */
export function window(info: Info): number[] {
  const { top, left } = info.padInfo;
  const reachedBottom = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - info.inHeight - top;
  const reachedRight = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - info.inWidth - left;
  const bottom = Math.max(info.padInfo.bottom, reachedBottom);
  const right = Math.max(info.padInfo.right, reachedRight);
  return [info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth, top, bottom, left, right];
}

/** The shape of a depthwise filter [h, w, C, M] as a grouped one with C groups, [h, w, 1, C M]: the same elements in the same order. */
export function groupedShape(info: Info): number[] {
  const [height, width, channels, multiplier] = info.filterShape;
  return [height, width, 1, channels * multiplier];
}
