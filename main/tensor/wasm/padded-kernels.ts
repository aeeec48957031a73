// If tfjs computes a wrong output size (see explicit-padding.ts), its WebAssembly convolutions and pools read beyond their memory. With
// padding 'same', they return zeros for some windows. Passing the padding of each side in pixels avoids both.

import * as tf from '@tensorflow/tfjs';
import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs';
import { explicitPadding } from '../explicit-padding.ts';
import type { Padding } from '../explicit-padding.ts';
import { wrapKernel } from './wrap-kernel.ts';

const CONVOLUTIONS = ['Conv2D', 'Conv2DBackpropInput', 'FusedConv2D'];
const DEPTHWISE = ['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'];
const POOLS = ['MaxPool', 'AvgPool', 'AvgPoolGrad'];

/** Wraps each kernel of `backendName` once. */
export function registerPaddedKernels(backendName: string): void {
  for (const kernelName of [...CONVOLUTIONS, ...DEPTHWISE, ...POOLS]) {
    wrapKernel(backendName, kernelName, (original) => (call) => {
      const attributes = call.attrs ?? {};
      const info = infoOf(kernelName, call.inputs, attributes);
      // tfjs passes tensors where it declares infos.
      if (kernelName !== 'AvgPoolGrad' && POOLS.includes(kernelName) && isIdentity(info))
        return tf.clone(call.inputs['x'] as unknown as tf.Tensor);
      if (POOLS.includes(kernelName)) refuseEmptyWindows(kernelName, info);
      return original({ ...call, attrs: { ...attributes, pad: paddingPerSide(attributes['pad'] as unknown as Padding, info) } });
    });
  }
}

type Shape4D = [number, number, number, number];
type Info = tf.backend_util.Conv2DInfo;

function infoOf(kernelName: string, inputs: NamedTensorInfoMap, attributes: NamedAttrMap): Info {
  // tfjs registers these operations with attributes of these types.
  const { pad, strides, dilations, filterSize, dimRoundingMode, inputShape } = attributes as unknown as {
    readonly pad: Padding;
    readonly strides: number | [number, number];
    readonly dilations?: number | [number, number] | null;
    readonly filterSize: number | [number, number];
    readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
    readonly inputShape?: Shape4D;
  };
  const image = inputShape ?? ((inputs['x'] ?? inputs['input'])?.shape as Shape4D);
  return POOLS.includes(kernelName)
    ? tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, explicitPadding(pad), dimRoundingMode)
    : tf.backend_util.computeConv2DInfo(
        image,
        inputs['filter']?.shape as Shape4D,
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
