// The operations that an engine must support, with random shapes and values, for comparison with tfjs' JavaScript backend.

import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { integers, reals } from './values.ts';
import type { Values } from './values.ts';

export interface Case {
  readonly name: string;
  /** The tensors and attributes of one call. */
  readonly samples: fc.Arbitrary<Sample>;
  /** True if the gradients of the float inputs are compared too. */
  readonly differentiable: boolean;
}

export interface Sample {
  /** Reported with a failure. */
  readonly attributes?: object;
  readonly inputs: readonly Values[];
  readonly compute: (...tensors: Tensor[]) => Tensor;
}

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 });
const filledShapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
const seeds = fc.integer({ min: 1, max: 1_000_000 });

/** Two shapes that broadcast: some sizes of the second are 1, and leading axes may be missing. */
const broadcastable = fc
  .tuple(shapes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.integer({ min: 0, max: 4 }))
  .map(([shape, ones, dropped]) => {
    const other = shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(Math.min(dropped, shape.length));
    return [shape, other] as const;
  });

function unary(name: string, run: (x: Tensor) => Tensor, range: [number, number] = [-3, 3], differentiable = true): Case {
  return {
    name,
    differentiable,
    samples: fc.tuple(shapes, seeds).map(([shape, seed]) => ({ inputs: [reals(shape, seed, ...range)], compute: run })),
  };
}

function binary(
  name: string,
  run: (a: Tensor, b: Tensor) => Tensor,
  range: [number, number] = [-3, 3],
  differentiable = true,
): Case {
  return {
    name,
    differentiable,
    samples: fc.tuple(broadcastable, seeds, fc.boolean()).map(([[one, other], seed, swapped]) => {
      const inputs = [reals(one, seed, ...range), reals(other, seed + 1, ...range)];
      return { inputs: swapped ? inputs.toReversed() : inputs, compute: (a, b) => run(a, b) };
    }),
  };
}

function reduction(name: string, run: (x: Tensor, axes: number[], keep: boolean) => Tensor, differentiable = true): Case {
  return {
    name,
    differentiable,
    samples: fc
      .tuple(filledShapes, seeds, fc.boolean(), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
      .map(([shape, seed, keep, chosen]) => {
        const picked = shape.map((_, axis) => axis).filter((axis) => chosen[axis]);
        const axes = picked.length === 0 ? [shape.length - 1] : picked;
        return { inputs: [reals(shape, seed)], compute: (x) => run(x, axes, keep) };
      }),
  };
}

/** Like `binary`, for operations whose gradients tfjs does not sum over broadcast axes. Both shapes are the same. */
function binaryOfOneShape(name: string, run: (a: Tensor, b: Tensor) => Tensor): Case {
  return {
    name,
    differentiable: true,
    samples: fc.tuple(shapes, seeds).map(([shape, seed]) => ({
      inputs: [reals(shape, seed), reals(shape, seed + 1)],
      compute: (a, b) => run(a, b),
    })),
  };
}

const asBool = (x: Tensor): Tensor => tf.cast(tf.greater(x, 0), 'bool');

export const ELEMENTWISE: readonly Case[] = [
  binary('add', tf.add),
  binary('sub', tf.sub),
  binary('mul', tf.mul),
  binary('div', tf.div, [0.5, 3]),
  binary('maximum', tf.maximum, [-3, 3], false),
  binaryOfOneShape('maximum of one shape', tf.maximum),
  binary('minimum', tf.minimum, [-3, 3], false),
  binaryOfOneShape('minimum of one shape', tf.minimum),
  binary('pow', tf.pow, [0.3, 2]),
  binary('squaredDifference', tf.squaredDifference, [-3, 3], false),
  binaryOfOneShape('squaredDifference of one shape', tf.squaredDifference),
  binary('atan2', tf.atan2, [0.2, 3]),
  binary('mod', tf.mod, [0.5, 9], false),
  binary('floorDiv', tf.floorDiv, [0.5, 9], false),
  binary('prelu', tf.prelu, [-3, 3], false),
  binaryOfOneShape('prelu of one shape', tf.prelu),
  binary('greater', tf.greater, [-3, 3], false),
  binary('greaterEqual', tf.greaterEqual, [-3, 3], false),
  binary('less', tf.less, [-3, 3], false),
  binary('lessEqual', tf.lessEqual, [-3, 3], false),
  binary('equal', (a, b) => tf.equal(tf.round(a), tf.round(b)), [-2, 2], false),
  binary('notEqual', (a, b) => tf.notEqual(tf.round(a), tf.round(b)), [-2, 2], false),
  binary('logicalAnd', (a, b) => tf.logicalAnd(asBool(a), asBool(b)), [-2, 2], false),
  binary('logicalOr', (a, b) => tf.logicalOr(asBool(a), asBool(b)), [-2, 2], false),
  binary(
    'integer arithmetic',
    (a, b) => tf.add(tf.mul(tf.cast(a, 'int32'), tf.cast(b, 'int32')), tf.cast(a, 'int32')),
    [-9, 9],
    false,
  ),
  unary('relu', tf.relu),
  unary('relu6', tf.relu6, [-3, 9]),
  unary('leakyRelu', (x) => tf.leakyRelu(x, 0.1)),
  unary('elu', tf.elu),
  unary('selu', tf.selu),
  unary('neg', tf.neg),
  unary('abs', tf.abs),
  unary('sign', tf.sign),
  unary('square', tf.square),
  unary('sqrt', tf.sqrt, [0.1, 4]),
  unary('rsqrt', tf.rsqrt, [0.1, 4]),
  unary('reciprocal', tf.reciprocal, [0.2, 4]),
  unary('exp', tf.exp),
  unary('expm1', tf.expm1),
  unary('log', tf.log, [0.1, 4]),
  unary('log1p', tf.log1p, [-0.5, 4]),
  unary('sigmoid', tf.sigmoid, [-20, 20]),
  unary('logSigmoid', tf.logSigmoid),
  unary('tanh', tf.tanh),
  unary('softplus', tf.softplus),
  unary('sin', tf.sin),
  unary('cos', tf.cos),
  unary('erf', tf.erf),
  unary('step', (x) => tf.step(x, 0.2), [-3, 3], false),
  unary('floor', tf.floor),
  unary('ceil', tf.ceil),
  unary('round', tf.round),
  unary('clipByValue', (x) => tf.clipByValue(x, -1, 1)),
  unary('isFinite', (x) => tf.isFinite(tf.div(1, tf.round(x))), [-2, 2], false),
  unary('isNaN', (x) => tf.isNaN(tf.log(x)), [-3, 3], false),
  unary('logicalNot', (x) => tf.logicalNot(asBool(x)), [-3, 3], false),
  unary('cast to int32', (x) => tf.cast(x, 'int32'), [-9, 9], false),
  unary('cast from bool', (x) => tf.cast(asBool(x), 'float32'), [-9, 9], false),
  unary('where', (x) => tf.where(tf.cast(tf.range(0, x.size).mod(2).reshape(x.shape), 'bool'), tf.mul(x, 2), tf.square(x))),
  unary('zerosLike', tf.zerosLike, [-1, 1], false),
  unary('onesLike', tf.onesLike, [-1, 1], false),
  unary('addN', (x) => tf.addN([x, tf.mul(x, 2), tf.square(x)])),
];

export const REDUCTIONS: readonly Case[] = [
  reduction('sum', tf.sum),
  reduction('mean', tf.mean),
  reduction('max', tf.max),
  reduction('min', tf.min),
  reduction('prod', tf.prod),
  reduction('logSumExp', tf.logSumExp),
  reduction('sum of bool', (x, axes, keep) => tf.sum(asBool(x), axes, keep), false),
  reduction('all', (x, axes, keep) => tf.all(asBool(x), axes, keep), false),
  reduction('any', (x, axes, keep) => tf.any(asBool(x), axes, keep), false),
  reduction('argMax', (x, axes) => tf.argMax(x, axes[0]), false),
  reduction('argMin', (x, axes) => tf.argMin(x, axes[0]), false),
  reduction('cumsum', (x, _, keep) => tf.cumsum(x, x.rank - 1, keep, !keep)),
  reduction('cumsum, exclusive and reversed', (x, axes) => tf.cumsum(x, axes[0], true, true), false),
  reduction('cumprod', (x, axes, keep) => tf.cumprod(x, axes[0], keep, false), false),
  reduction('softmax', (x) => tf.softmax(x)),
  reduction('logSoftmax', (x) => tf.logSoftmax(x)),
  reduction('moments', (x, axes) => tf.moments(x, axes, true).variance),
  reduction('topk', (x) => tf.topk(x, 1).values, false),
];

export const SHAPES: readonly Case[] = [
  reduction('reshape', (x) => tf.reshape(x, [-1])),
  reduction('transpose', (x) => tf.transpose(x)),
  reduction('transpose and multiply', (x) => tf.mul(tf.transpose(x), tf.reshape(x, x.shape.toReversed()))),
  reduction('expandDims', (x, axes) => tf.expandDims(x, axes[0])),
  reduction('slice', (x) => tf.slice(x, x.shape.map((size) => size >> 1), x.shape.map((size) => size - (size >> 1)))), // prettier-ignore
  reduction('slice of a slice', (x) => tf.slice(tf.square(tf.slice(x, x.shape.map((size) => size >> 2))), x.shape.map(() => 0), x.shape.map(() => 1))), // prettier-ignore
  reduction('concat', (x, axes) => tf.concat([x, tf.square(x), x], axes[0])),
  reduction('stack', (x, axes) => tf.stack([x, tf.square(x)], axes[0])),
  reduction('unstack', (x, axes) =>
    tf.addN(tf.unstack(tf.concat([x, x], axes[0]), axes[0]).map((part, k) => tf.mul(part, k + 1))),
  ),
  reduction('split', (x, axes) =>
    tf.concat(tf.split(tf.concat([x, x], axes[0]), [(x.shape[axes[0] ?? 0] ?? 1) * 2 - 1, 1], axes[0]).toReversed(), axes[0]),
  ),
  reduction('tile', (x) => tf.tile(x, x.shape.map((_, axis) => 1 + (axis % 2)))), // prettier-ignore
  reduction('reverse', (x, axes) => tf.reverse(x, axes)),
  reduction('pad', (x) => tf.pad(x, x.shape.map((_, axis) => [axis, 1]), 0.5)), // prettier-ignore
  reduction('mirrorPad', (x) => tf.mirrorPad(x, x.shape.map((size) => [0, Math.min(1, size - 1)]), 'reflect'), false), // prettier-ignore
  reduction('gather', (x, axes) => tf.gather(x, tf.tensor1d([0, 0, (x.shape[axes[0] ?? 0] ?? 1) - 1], 'int32'), axes[0])),
  reduction('gather by a matrix', (x) => tf.gather(x, tf.tensor2d([[0, 0], [0, (x.shape[0] ?? 1) - 1]], [2, 2], 'int32'), 0)), // prettier-ignore
  reduction('unsortedSegmentSum', (x) => tf.unsortedSegmentSum(x, tf.tensor1d(Array.from({ length: x.shape[0] ?? 1 }, (_, k) => k % 2), 'int32'), 3)), // prettier-ignore
  reduction('oneHot', (x) => tf.oneHot(tf.argMax(x, 0), 3, 2, -1), false),
  reduction('stridedSlice', (x) => tf.stridedSlice(x, x.shape.map(() => 0), x.shape, x.shape.map(() => 2)), false), // prettier-ignore
  reduction('broadcastTo', (x) => tf.broadcastTo(x, [2, ...x.shape])),
  reduction('fill and range', (x) => tf.add(x, tf.range(2, 3)), false),
];

const matrices = fc.record({
  rows: fc.integer({ min: 1, max: 6 }), inner: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }),
  batch: fc.integer({ min: 1, max: 3 }), transposeA: fc.boolean(), transposeB: fc.boolean(), seed: seeds,
}); // prettier-ignore

export const LINEAR: readonly Case[] = [
  {
    name: 'matMul',
    differentiable: true,
    samples: matrices.map(({ rows, inner, columns, transposeA, transposeB, seed }) => ({
      inputs: [
        reals(transposeA ? [inner, rows] : [rows, inner], seed),
        reals(transposeB ? [columns, inner] : [inner, columns], seed + 1),
      ],
      compute: (a, b) => tf.matMul(a, b, transposeA, transposeB),
    })),
  },
  {
    name: 'matMul of a batch',
    differentiable: true,
    samples: matrices.map(({ rows, inner, columns, batch, seed }) => ({
      inputs: [reals([batch, rows, inner], seed), reals([batch, inner, columns], seed + 1)],
      compute: (a, b) => tf.matMul(a, b),
    })),
  },
  {
    name: 'dense layer with sigmoid loss',
    differentiable: true,
    samples: matrices.map(({ rows, inner, columns, seed }) => ({
      inputs: [reals([rows, inner], seed), reals([inner, columns], seed + 1), reals([columns], seed + 2)],
      compute: (x, w, b) => tf.losses.sigmoidCrossEntropy(tf.ones([rows, columns]), tf.add(tf.matMul(x, w), b)),
    })),
  },
];

type Padding = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];
const paddings: fc.Arbitrary<Padding> = fc.oneof(
  fc.constant<Padding>('same'),
  fc.constant<Padding>('valid'),
  fc.integer({ min: 0, max: 2 }),
  fc
    .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 2 })))
    .map(([top = 0, bottom = 0, left = 0, right = 0]): Padding => [[0, 0], [top, bottom], [left, right], [0, 0]]), // prettier-ignore
);
const images = fc.record({
  batch: fc.integer({ min: 1, max: 3 }), height: fc.integer({ min: 5, max: 9 }), width: fc.integer({ min: 5, max: 9 }),
  channels: fc.integer({ min: 1, max: 4 }), outputs: fc.integer({ min: 1, max: 4 }), window: fc.integer({ min: 1, max: 3 }),
  windowWidth: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 3 }), dilation: fc.integer({ min: 1, max: 2 }),
  pad: paddings, seed: seeds,
}); // prettier-ignore

export const IMAGES: readonly Case[] = [
  {
    name: 'conv2d',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, outputs, window, windowWidth, stride, dilation, pad, seed }) => ({
      attributes: { batch, height, width, channels, outputs, window, windowWidth, stride, dilation, pad, seed },
      inputs: [reals([batch, height, width, channels], seed), reals([window, windowWidth, channels, outputs], seed + 1)],
      compute: (x, w) =>
        tf.conv2d(
          x as Tensor4D,
          w as Tensor4D,
          dilation > 1 ? 1 : stride,
          paddingPerSide(pad, window === windowWidth && dilation === 1),
          'NHWC',
          dilation,
        ),
    })),
  },
  {
    name: 'depthwiseConv2d',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, outputs, window, windowWidth, stride, dilation, pad, seed }) => ({
      attributes: { batch, height, width, channels, outputs, window, windowWidth, stride, dilation, pad, seed },
      inputs: [
        reals([batch, height, width, channels], seed),
        reals([window, windowWidth, channels, (outputs % 2) + 1], seed + 1),
      ],
      compute: (x, w) =>
        tf.depthwiseConv2d(
          x as Tensor4D,
          w as Tensor4D,
          dilation > 1 ? 1 : stride,
          paddingPerSide(pad, window === windowWidth && dilation === 1),
          'NHWC',
          dilation,
        ),
    })),
  },
  {
    name: 'separableConv2d',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, outputs, window, seed }) => ({
      attributes: { batch, height, width, channels, outputs, window, seed },
      inputs: [
        reals([batch, height, width, channels], seed),
        reals([window, window, channels, 1], seed + 1),
        reals([1, 1, channels, outputs], seed + 2),
      ],
      compute: (x, d, p) => tf.separableConv2d(x as Tensor4D, d as Tensor4D, p as Tensor4D, 1, 'same'),
    })),
  },
  {
    name: 'conv2dTranspose',
    differentiable: false,
    samples: images.map(({ batch, height, width, channels, outputs, window, seed }) => ({
      attributes: { batch, height, width, channels, outputs, window, seed },
      inputs: [reals([batch, height, width, channels], seed), reals([window, window, outputs, channels], seed + 1)],
      compute: (x, w) => tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, [batch, height * 2, width * 2, outputs], 2, 'same'),
    })),
  },
  {
    name: 'fused conv2d with bias and relu',
    differentiable: false,
    samples: images.map(({ batch, height, width, channels, outputs, window, seed }) => ({
      attributes: { batch, height, width, channels, outputs, window, seed },
      inputs: [
        reals([batch, height, width, channels], seed),
        reals([window, window, channels, outputs], seed + 1),
        reals([outputs], seed + 2),
      ],
      compute: (x, filter, bias) =>
        tf.fused.conv2d({
          x: x as Tensor4D,
          filter: filter as Tensor4D,
          bias: bias,
          strides: 1,
          pad: 'same',
          activation: 'relu',
        }),
    })),
  },
  {
    name: 'maxPool',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, window, stride, pad, seed }) => ({
      attributes: { batch, height, width, channels, window, stride, pad, seed },
      inputs: [reals([batch, height, width, channels], seed)],
      compute: (x) => tf.maxPool(x as Tensor4D, window, stride, limitPadding(pad, window)),
    })),
  },
  {
    name: 'avgPool',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, window, stride, pad, seed }) => ({
      attributes: { batch, height, width, channels, window, stride, pad, seed },
      inputs: [reals([batch, height, width, channels], seed)],
      compute: (x) => tf.avgPool(x as Tensor4D, window, stride, limitPadding(pad, window)),
    })),
  },
  {
    name: 'batchNorm with fixed statistics',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, seed }) => ({
      attributes: { batch, height, width, channels, seed },
      inputs: [
        reals([batch, height, width, channels], seed), reals([channels], seed + 1), reals([channels], seed + 2, 0.5, 2),
        reals([channels], seed + 3), reals([channels], seed + 4),
      ], // prettier-ignore
      compute: (x, mean, variance, offset, scale) =>
        tf.batchNorm4d(
          x as Tensor4D,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
          1e-3,
        ),
    })),
  },
  {
    name: 'resizeBilinear',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, stride, dilation, seed }) => ({
      attributes: { batch, height, width, channels, stride, dilation, seed },
      inputs: [reals([batch, height, width, channels], seed)],
      compute: (x) => tf.image.resizeBilinear(x as Tensor4D, [height * stride - 1, width + stride], dilation === 2, false),
    })),
  },
  {
    name: 'resizeNearestNeighbor',
    differentiable: true,
    samples: images.map(({ batch, height, width, channels, stride, seed }) => ({
      attributes: { batch, height, width, channels, stride, seed },
      inputs: [reals([batch, height, width, channels], seed)],
      compute: (x) => tf.image.resizeNearestNeighbor(x as Tensor4D, [height * stride, width + stride]),
    })),
  },
  {
    name: 'rotateWithOffset',
    differentiable: false,
    samples: images.map(({ batch, height, width, channels, stride, seed }) => ({
      attributes: { batch, height, width, channels, stride, seed },
      inputs: [reals([batch, height, width, channels], seed, 0, 1)],
      compute: (x) => tf.image.rotateWithOffset(x as Tensor4D, stride * 0.3, 0, 0.5),
    })),
  },
  {
    name: 'locally connected layer',
    differentiable: true,
    samples: images.map(({ batch, height, channels, outputs, seed }) => ({
      attributes: { batch, height, channels, outputs, seed },
      inputs: [reals([batch, height * channels], seed), reals([height, channels, outputs], seed + 1)],
      compute: (x, w) => tf.matMul(tf.transpose(tf.reshape(x, [batch, height, channels]), [1, 0, 2]), w),
    })),
  },
  {
    name: 'cropAndResize',
    differentiable: false,
    samples: images.map(({ batch, height, width, channels, seed }) => ({
      attributes: { batch, height, width, channels, seed },
      inputs: [reals([batch, height, width, channels], seed), integers([2], seed, batch)],
      compute: (x, boxes) =>
        tf.image.cropAndResize(x as Tensor4D, tf.tensor2d([[0, 0, 1, 1], [0.2, 0.1, 0.9, 0.7]]), boxes as tf.Tensor1D, [4, 5]), // prettier-ignore
    })),
  },
];

/** At most half a window of padding, as PyTorch requires. */
function limitPadding(pad: Padding, window: number): Padding {
  const most = window >> 1;
  if (typeof pad === 'number') return Math.min(pad, most);
  if (typeof pad === 'string') return pad;
  const [none, [top, bottom], [left, right]] = pad;
  return [none, [Math.min(top, most), Math.min(bottom, most)], [Math.min(left, most), Math.min(right, most)], none];
}

/** For windows that are not square or are dilated, tfjs' reference computes a wrong size if padding is a single number. This gives it per side. */
function paddingPerSide(pad: Padding, square: boolean): Padding {
  return square || typeof pad !== 'number' ? pad : [[0, 0], [pad, pad], [pad, pad], [0, 0]]; // prettier-ignore
}
