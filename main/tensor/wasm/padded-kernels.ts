// If tfjs computes a wrong output size (see explicit-padding.ts), its WebAssembly convolutions and pools read beyond their memory. With
// padding 'same', they return zeros for some windows. Passing the padding of each side in pixels avoids both.

import * as tf from '@tensorflow/tfjs';
import type { NamedTensorInfoMap } from '@tensorflow/tfjs';
import { explicitPadding } from '../explicit-padding.ts';
import type { Padding } from '../explicit-padding.ts';
import { fourAxes } from '../of-rank.ts';
import type { Shape4D } from '../of-rank.ts';
import { attributesOf, tensorOf } from './kernel-arguments.ts';
import { wrapKernel } from './wrap-kernel.ts';

const CONVOLUTIONS = ['Conv2D', 'Conv2DBackpropInput', 'FusedConv2D'];
const DEPTHWISE = ['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'];
const POOLS = ['MaxPool', 'AvgPool', 'AvgPoolGrad'];

/** Wraps each kernel of `backendName` once. */
export function registerPaddedKernels(backendName: string): void {
  for (const kernelName of [...CONVOLUTIONS, ...DEPTHWISE, ...POOLS]) {
    wrapKernel(backendName, kernelName, (original) => (call) => {
      const attributes = attributesOf<WindowAttributes>(call.attrs);
      const info = infoOf(kernelName, call.inputs, attributes);
      if (kernelName !== 'AvgPoolGrad' && POOLS.includes(kernelName) && isIdentity(info))
        return tf.clone(tensorOf(call.inputs['x']));
      if (POOLS.includes(kernelName)) refuseEmptyWindows(kernelName, info);
      return original({ ...call, attrs: { ...call.attrs, pad: paddingPerSide(attributes.pad, info) } });
    });
  }
}

interface WindowAttributes {
  readonly pad: Padding;
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number] | null;
  readonly filterSize: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly inputShape?: Shape4D;
}
type Info = tf.backend_util.Conv2DInfo;

function infoOf(kernelName: string, inputs: NamedTensorInfoMap, attributes: WindowAttributes): Info {
  const { pad, strides, dilations, filterSize, dimRoundingMode, inputShape } = attributes;
  const image = inputShape ?? fourAxes((inputs['x'] ?? inputs['input'])?.shape);
  return POOLS.includes(kernelName)
    ? tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, explicitPadding(pad), dimRoundingMode)
    : tf.backend_util.computeConv2DInfo(
        image,
        fourAxes(inputs['filter']?.shape),
        strides,
        dilations ?? 1,
        explicitPadding(pad),
        dimRoundingMode,
        DEPTHWISE.includes(kernelName),
      );
}

function paddingPerSide(pad: Padding, info: Info): Padding {
  if (pad !== 'same') return explicitPadding(pad);
  const { top, bottom, left, right } = info.padInfo;
  return [[0, 0], [top, bottom], [left, right], [0, 0]]; // prettier-ignore
}

/** As in tfjs' other backends, a window of one pixel that keeps the shape is the identity. */
function isIdentity(info: Info): boolean {
  return info.filterHeight === 1 && info.filterWidth === 1 && tf.util.arraysEqual(info.inShape, info.outShape);
}

/** For a window without any pixel, tfjs' WebAssembly backend returns whatever is in its memory. */
function refuseEmptyWindows(kernelName: string, { padInfo, filterHeight, filterWidth }: Info): void {
  const { top, bottom, left, right } = padInfo;
  if (Math.max(top, bottom) >= filterHeight || Math.max(left, right) >= filterWidth)
    throw new Error(
      `${kernelName}: with a padding of ${top}, ${bottom}, ${left}, ${right}, some windows of ${filterHeight} x ${filterWidth} contain no pixel. Use less padding.`,
    );
}
