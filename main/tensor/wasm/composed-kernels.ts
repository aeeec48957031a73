// Gradients that tfjs' WebAssembly backend lacks or computes wrongly, composed of kernels that it has.

import * as tf from '@tensorflow/tfjs';
import type { NamedAttrMap, NamedTensorInfoMap, Tensor } from '@tensorflow/tfjs';
import { explicitPadding } from '../explicit-padding.ts';
import type { Padding } from '../explicit-padding.ts';
import { fourAxes, ofRank } from '../of-rank.ts';
import type { Shape4D } from '../of-rank.ts';
import { attributesOf, tensorOf } from './kernel-arguments.ts';

type Inputs = NamedTensorInfoMap;
type Composed = (inputs: Inputs, attributes: NamedAttrMap) => Tensor;

const COMPOSED: Readonly<Record<string, Composed>> = {
  Conv2DBackpropFilter: (inputs, attributes) => filterGradient(inputs, attributesOf(attributes)),
  DepthwiseConv2dNativeBackpropFilter: (inputs, attributes) => depthwiseFilterGradient(inputs, attributesOf(attributes)),
  DepthwiseConv2dNativeBackpropInput: (inputs, attributes) => depthwiseInputGradient(inputs, attributesOf(attributes)),
  // tfjs' own kernel only finds maxima above zero.
  MaxPoolGrad: (inputs, attributes) => maxPoolGradient(inputs, attributesOf(attributes)),
  UnsortedSegmentSum: (inputs, attributes) => segmentSum(inputs, Number(attributes['numSegments'])),
};

/** Registers each kernel for `backendName`, replacing any existing one. */
export function registerComposedKernels(backendName: string): void {
  for (const [kernelName, compose] of Object.entries(COMPOSED)) {
    // tfjs' declared type omits undefined.
    if ((tf.getKernel(kernelName, backendName) as tf.KernelConfig | undefined) !== undefined)
      tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compose(inputs, attrs ?? {})),
    });
  }
}

interface WindowAttributes {
  readonly strides: number | [number, number];
  readonly pad: Padding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
interface FilterAttributes extends WindowAttributes {
  readonly filterShape: Shape4D;
}
interface PoolAttributes extends WindowAttributes {
  readonly filterSize: number | [number, number];
}
interface InputAttributes extends WindowAttributes {
  readonly inputShape: Shape4D;
}
type Info = tf.backend_util.Conv2DInfo;

/** Lower than every pixel, so padding is never a maximum. */
const LOWEST = -3.4e38;

/** dW[u, v, c, k] = sum over images and positions of x dy: a convolution of x by dy, with channels as images, dilated by the stride. */
function filterGradient({ x, dy }: Inputs, { strides, pad, filterShape, dimRoundingMode }: FilterAttributes): Tensor {
  const [image, upstream] = [tensorOf(x), tensorOf(dy)];
  const info = tf.backend_util.computeConv2DInfo(
    fourAxes(image.shape),
    filterShape,
    strides,
    1,
    explicitPadding(pad),
    dimRoundingMode,
  );
  const images = ofRank(tf.transpose(padToWindows(image, info), [3, 1, 2, 0]), 4); // [C, height, width, N]
  const filter = ofRank(tf.transpose(upstream, [1, 2, 0, 3]), 4); // [outHeight, outWidth, N, K]
  const gradient = tf.conv2d(images, filter, 1, 'valid', 'NHWC', [info.strideHeight, info.strideWidth]); // [C, h, w, K]
  return tf.transpose(gradient, [1, 2, 0, 3]);
}

/** For each tap of the window: the product of dy with x as view through the tap, summed over images and positions. */
function depthwiseFilterGradient({ x, dy }: Inputs, { strides, pad, filterShape, dimRoundingMode }: FilterAttributes): Tensor {
  const image = tensorOf(x);
  const info = tf.backend_util.computeConv2DInfo(
    fourAxes(image.shape),
    filterShape,
    strides,
    1,
    explicitPadding(pad),
    dimRoundingMode,
    true,
  );
  const padded = padToWindows(image, info);
  const [height, width, channels, multiplier] = filterShape;
  const upstream = tf.reshape(tensorOf(dy), [info.batchSize, info.outHeight, info.outWidth, channels, multiplier]);
  const taps = listTaps(info).map(([row, column]) => {
    const view = tf.expandDims(viewThroughTap(padded, info, row, column), -1); // [N, outHeight, outWidth, C, 1]
    return tf.tidy(() => tf.sum(tf.mul(view, upstream), [0, 1, 2])); // [C, M]
  });
  return tf.reshape(tf.stack(taps), [height, width, channels, multiplier]);
}

/** The transpose: dy times each tap's weight, spread by the stride and added where the tap read its input. */
function depthwiseInputGradient({ dy, filter }: Inputs, { strides, pad, inputShape, dimRoundingMode }: InputAttributes): Tensor {
  const weights = tensorOf(filter);
  const filterShape = fourAxes(weights.shape);
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    explicitPadding(pad),
    dimRoundingMode,
    true,
  );
  const [, , channels, multiplier] = filterShape;
  const upstream = tf.reshape(tensorOf(dy), [info.batchSize, info.outHeight, info.outWidth, channels, multiplier]);
  return sumTaps(info, (row, column) => {
    const weight = tf.reshape(tf.slice(weights, [row, column, 0, 0], [1, 1, channels, multiplier]), [channels, multiplier]);
    return tf.sum(tf.mul(upstream, weight), -1);
  });
}

/** Sends dy to the first position in each window that has the maximum. */
function maxPoolGradient({ dy, input, output }: Inputs, { filterSize, strides, pad, dimRoundingMode }: PoolAttributes): Tensor {
  const image = tensorOf(input);
  const shape = fourAxes(image.shape);
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, explicitPadding(pad), dimRoundingMode);
  const padded = padToWindows(image, info, LOWEST);
  let undecided = tf.cast(tf.onesLike(tensorOf(output)), 'bool');
  return sumTaps(info, (row, column) => {
    const isFirst = tf.logicalAnd(undecided, tf.equal(viewThroughTap(padded, info, row, column), tensorOf(output)));
    undecided = tf.logicalAnd(undecided, tf.logicalNot(isFirst));
    return tf.mul(tensorOf(dy), tf.cast(isFirst, 'float32'));
  });
}

/** Adds up the parts that each tap of the window sends to its pixel: [N, outHeight, outWidth, C] parts to the shape of the input. */
function sumTaps(info: Info, partOf: (row: number, column: number) => Tensor): Tensor {
  const [height, width] = extent(info);
  const parts = listTaps(info).map(([row, column]) => {
    const part = spread(partOf(row, column), info.strideHeight, info.strideWidth);
    return tf.pad(part, [
      [0, 0],
      [row, height - row - (part.shape[1] ?? 0)],
      [column, width - column - (part.shape[2] ?? 0)],
      [0, 0],
    ]);
  });
  const sum = tf.addN(parts);
  const { top, left } = info.padInfo;
  const below = Math.max(0, info.inHeight + top - height);
  const right = Math.max(0, info.inWidth + left - width);
  const whole = tf.pad(sum, [[0, 0], [0, below], [0, right], [0, 0]]); // prettier-ignore
  return tf.slice(whole, [0, top, left, 0], [info.batchSize, info.inHeight, info.inWidth, info.inChannels]);
}

/** Sums the rows of x by segment: a product with the one-hot matrix of segments. */
function segmentSum({ x, segmentIds }: Inputs, numSegments: number): Tensor {
  const rows = tensorOf(x);
  const segments = tf.range(0, numSegments, 1, 'int32');
  const member = tf.cast(tf.equal(tf.expandDims(tensorOf(segmentIds), 1), segments), 'float32'); // [rows, segments]
  const flat = tf.reshape(rows, [rows.shape[0] ?? 0, -1]);
  return tf.reshape(tf.matMul(member, flat, true), [numSegments, ...rows.shape.slice(1)]);
}

/** Height and width of the area that the windows cover. */
function extent(info: Info): [number, number] {
  return [
    (info.outHeight - 1) * info.strideHeight + info.filterHeight,
    (info.outWidth - 1) * info.strideWidth + info.filterWidth,
  ];
}

/** x padded or cut to the area that the windows cover. */
function padToWindows(x: Tensor, info: Info, fill = 0): Tensor {
  const [height, width] = extent(info);
  const { top, left } = info.padInfo;
  const below = Math.max(0, height - info.inHeight - top);
  const right = Math.max(0, width - info.inWidth - left);
  const padded = tf.pad(x, [[0, 0], [top, below], [left, right], [0, 0]], fill); // prettier-ignore
  return tf.slice(padded, [0, 0, 0, 0], [info.batchSize, height, width, info.inChannels]);
}

function listTaps(info: Info): [number, number][] {
  return Array.from({ length: info.filterHeight * info.filterWidth }, (_, tap) => [
    Math.floor(tap / info.filterWidth),
    tap % info.filterWidth,
  ]);
}

/** The pixels that one tap of the window reads: every stride-th pixel from (row, column). */
function viewThroughTap(padded: Tensor, info: Info, row: number, column: number): Tensor {
  const end = [row + (info.outHeight - 1) * info.strideHeight + 1, column + (info.outWidth - 1) * info.strideWidth + 1];
  return tf.stridedSlice(
    padded,
    [0, row, column, 0],
    [info.batchSize, end[0] ?? 0, end[1] ?? 0, info.inChannels],
    [1, info.strideHeight, info.strideWidth, 1],
  );
}

/** Inserts zeros between rows and columns: [N, h, w, C] -> [N, (h - 1) y + 1, (w - 1) x + 1, C]. */
function spread(image: Tensor, y: number, x: number): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = image.shape;
  const apart = tf.pad(tf.reshape(image, [batch, height, 1, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, y - 1],
    [0, 0],
    [0, x - 1],
    [0, 0],
  ]);
  const whole = tf.reshape(apart, [batch, height * y, width * x, channels]);
  return tf.slice(whole, [0, 0, 0, 0], [batch, (height - 1) * y + 1, (width - 1) * x + 1, channels]);
}
