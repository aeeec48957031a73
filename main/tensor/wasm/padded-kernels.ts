// tfjs' WebAssembly convolutions and pools read beyond their memory where tfjs computed a wrong output size (see explicit-padding.ts), and
// give zeros for some windows with padding 'same': here they are given the pixels of padding on each side.

import * as tf from '@tensorflow/tfjs';
import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs';
import { explicitPadding } from '../explicit-padding.ts';
import type { Padding } from '../explicit-padding.ts';

const CONVOLUTIONS = ['Conv2D', 'Conv2DBackpropInput', 'FusedConv2D'];
const DEPTHWISE = ['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'];
const POOLS = ['MaxPool', 'AvgPool', 'AvgPoolGrad'];

const WRAPPED = Symbol('padding written out');

/** Wraps each kernel of `backendName` once. */
export function registerPaddedKernels(backendName: string): void {
  for (const kernelName of [...CONVOLUTIONS, ...DEPTHWISE, ...POOLS]) {
    // tfjs' declared type hides that there may be none.
    const config = tf.getKernel(kernelName, backendName) as (tf.KernelConfig & { [WRAPPED]?: true }) | undefined;
    if (config === undefined || config[WRAPPED] === true) continue;
    tf.unregisterKernel(kernelName, backendName);
    const wrapped: tf.KernelConfig & { [WRAPPED]: true } = {
      ...config,
      [WRAPPED]: true,
      kernelFunc: (call) => config.kernelFunc({ ...call, attrs: writtenOut(kernelName, call.inputs, call.attrs ?? {}) }),
    };
    tf.registerKernel(wrapped);
  }
}

type Shape4D = [number, number, number, number];

function writtenOut(kernelName: string, inputs: NamedTensorInfoMap, attributes: NamedAttrMap): NamedAttrMap {
  // tfjs registers these operations with attributes of these kinds.
  const { pad, strides, dilations, filterSize, dimRoundingMode, inputShape } = attributes as unknown as {
    readonly pad: Padding;
    readonly strides: number | [number, number];
    readonly dilations?: number | [number, number];
    readonly filterSize: number | [number, number];
    readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
    readonly inputShape?: Shape4D;
  };
  if (pad !== 'same') return { ...attributes, pad: explicitPadding(pad) };
  const image = inputShape ?? ((inputs['x'] ?? inputs['input'])?.shape as Shape4D);
  const info = POOLS.includes(kernelName)
    ? tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, pad, dimRoundingMode)
    : tf.backend_util.computeConv2DInfo(
        image,
        inputs['filter']?.shape as Shape4D,
        strides,
        dilations ?? 1,
        pad,
        dimRoundingMode,
        DEPTHWISE.includes(kernelName),
      );
  const { top, bottom, left, right } = info.padInfo;
  return { ...attributes, pad: [[0, 0], [top, bottom], [left, right], [0, 0]] }; // prettier-ignore
}
