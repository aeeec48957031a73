// Compares gradients with central differences of the outputs, for operations whose gradient tfjs' reference lacks or computes wrongly.

import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { TrainingKernels } from '../../main/tensor/training-kernels.ts';
import { openAll } from './present-engines.ts';
import { reals, tensorOf } from './values.ts';
import type { Values } from './values.ts';

const { open } = await openAll();
const STEP = 1e-2;

interface Check {
  readonly name: string;
  readonly inputs: readonly Values[];
  readonly compute: (kernels: TrainingKernels, ...tensors: Tensor[]) => Tensor;
  readonly engines?: readonly string[];
}

const image = reals([2, 5, 6, 2], 1, -1, 1);
const running = (): [tf.Variable, tf.Variable] => [tf.variable(tf.zeros([2]), false), tf.variable(tf.ones([2]), false)];

const CHECKS: readonly Check[] = [
  {
    name: 'dilated convolution',
    inputs: [image, reals([3, 2, 2, 3], 2, -1, 1)],
    compute: (_, x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 2, 'NHWC', 2),
  },
  {
    name: 'dilated depthwise convolution',
    inputs: [image, reals([2, 3, 2, 2], 3, -1, 1)],
    compute: (_, x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, 'same', 'NHWC', 2),
  },
  {
    name: 'average pool over a padded border',
    inputs: [image],
    compute: (_, x) => tf.avgPool(x as Tensor4D, 3, 2, 1),
    engines: ['libtorch'],
  },
  {
    name: 'bilinear resize',
    inputs: [image],
    compute: (_, x) => tf.image.resizeBilinear(x as Tensor4D, [8, 4], false, true),
    engines: ['libtorch'],
  },
  {
    name: 'nearest neighbour resize',
    inputs: [image],
    compute: (_, x) => tf.image.resizeNearestNeighbor(x as Tensor4D, [9, 7]),
  },
  {
    name: 'training batch norm',
    inputs: [image, reals([2], 4, 0.5, 1.5), reals([2], 5, -1, 1)],
    compute: (kernels, x, scale, offset) => kernels.batchNormTrain(x, scale, offset, ...running()),
  },
  {
    name: 'training batch norm with residual',
    inputs: [image, reals([2], 6, 0.5, 1.5), reals([2], 7, -1, 1), reals([2, 5, 6, 2], 8, -1, 1)],
    compute: (kernels, x, scale, offset, residual) =>
      kernels.batchNormTrain(x, scale, offset, ...running(), { residual: residual }),
  },
];

/** A smooth scalar function of the outputs. */
function scalar(check: Check, kernels: TrainingKernels, tensors: Tensor[]): tf.Scalar {
  const y = check.compute(kernels, ...tensors);
  return tf.sum(tf.mul(y, tensorOf(reals(y.shape, 99, -1, 1))));
}

describe.each(open.map((engine) => [engine.name, engine] as const))('%s has the slope of finite differences:', (name, engine) => {
  const checks = CHECKS.filter((check) => check.engines?.includes(name) ?? true);
  it.each(checks.map((check) => [check.name, check] as const))('%s', async (_, check) => {
    await engine.activate();
    const value = (inputs: readonly Values[]): number =>
      tf.tidy(() => scalar(check, engine.kernels, inputs.map(tensorOf)).dataSync()[0] ?? Number.NaN);
    const slopes = tf.tidy(() =>
      tf
        .grads((...xs: Tensor[]) => scalar(check, engine.kernels, xs))(check.inputs.map(tensorOf))
        .map((t) => [...t.dataSync()]),
    );
    for (const [k, input] of check.inputs.entries()) {
      for (let element = 0; element < input.values.length; element += 3) {
        const shifted = (by: number): readonly Values[] =>
          check.inputs.map((input, i) =>
            i === k ? { ...input, values: input.values.map((v, j) => (j === element ? v + by : v)) } : input,
          );
        const difference = (value(shifted(STEP)) - value(shifted(-STEP))) / (2 * STEP);
        expect(Math.abs((slopes[k]?.[element] ?? Number.NaN) - difference)).toBeLessThan(
          1e-2 * Math.max(1, Math.abs(difference)),
        );
      }
    }
  });
});
