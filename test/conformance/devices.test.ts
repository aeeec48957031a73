// `npm run test:devices`: every operation and its gradient on ATen's meta device, which computes shapes but no values. It fails where host and
// device tensors are mixed, as CUDA does, and so finds most faults of the CUDA path on machines without a GPU.

import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLibtorch } from '../../main/tensor/libtorch/open-libtorch.ts';
import type { TrainingKernels } from '../../main/tensor/training-kernels.ts';
import { ELEMENTWISE, IMAGES, LINEAR, REDUCTIONS, SHAPES } from './cases.ts';
import type { Case, Sample } from './cases.ts';
import { reals, tensorOf } from './values.ts';

tf.env().set('PROD', true);
const opened = await openLibtorch({ device: 'meta', threads: 1 });
const RUNS = 12;
const SEED = 20_261_127;
const LACKING = /from the 'Meta' backend|no fake impl or Meta kernel|overrideable|is not implemented for rank/u;
const FILTER = [3, 3, 2, 8];

function gradients({ inputs, compute }: Sample): Tensor[] {
  const tensors = inputs.map(tensorOf);
  const real = tensors.filter((t) => t.dtype === 'float32');
  return tf.grads((...xs: Tensor[]) => {
    const y = compute(...tensors.map((t) => (t.dtype === 'float32' ? (xs[real.indexOf(t)] ?? t) : t)));
    return tf.sum(tf.mul(y, tensorOf(reals(y.shape, 77, -1, 1))));
  })(real);
}

/** The shapes of everything that an operation returns. Reading makes sure that it was computed. */
function shapesOf(item: Case, sample: Sample): { output: number[]; slopes: number[][]; inputs: number[][] } {
  return tf.tidy(() => {
    const output = sample.compute(...sample.inputs.map(tensorOf));
    output.dataSync();
    const slopes = item.differentiable ? gradients(sample) : [];
    for (const slope of slopes) slope.dataSync();
    const inputs = item.differentiable ? sample.inputs.map(tensorOf).filter((t) => t.dtype === 'float32') : [];
    return { output: output.shape, slopes: slopes.map(({ shape }) => shape), inputs: inputs.map(({ shape }) => shape) };
  });
}

/** Undefined if torch's meta device or tfjs' gradients lack the operation. Then nothing was mixed. */
function unlessMissing<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Error && LACKING.test(error.message)) return undefined;
    throw error;
  }
}

describe.skipIf(!opened.ok)('without mixing host and device, libtorch computes', () => {
  const groups = { ELEMENTWISE, REDUCTIONS, SHAPES, LINEAR, IMAGES };
  it.each(
    Object.values(groups)
      .flat()
      .map((item) => [item.name, item] as const),
  )('%s', (_, item) => {
    const compared = fc.sample(item.samples, { numRuns: RUNS, seed: SEED }).map((sample) => {
      const { slopes, inputs } = unlessMissing(() => shapesOf(item, sample)) ?? { slopes: [], inputs: [] };
      return [slopes, inputs];
    });
    for (const [slopes, inputs] of compared) expect(slopes).toEqual(inputs);
  });

  it.each(['fp32', 'bf16'] as const)(
    'a training step with convolution, batch norm, pooling and Adam in %s',
    async (precision) => {
      const engine = await openLibtorch({ device: 'meta', threads: 1, precision });
      if (!engine.ok) throw new Error(engine.failure.message);
      const { kernels } = engine.value;
      expect(unlessMissing(() => trainingStep(kernels)) ?? FILTER).toEqual(FILTER);
    },
  );
});

/** Two steps. Returns the shape of the filter. */
function trainingStep(kernels: TrainingKernels): number[] {
  return tf.tidy(() => {
    const filter = tf.variable(tensorOf(reals(FILTER, 1)));
    const [scale, offset] = [tf.variable(tf.ones([8])), tf.variable(tf.zeros([8]))];
    const [mean, variance] = [tf.variable(tf.zeros([8]), false), tf.variable(tf.ones([8]), false)];
    const pixels = kernels.affineUint8(
      new Uint8Array(2 * 8 * 8 * 2),
      [2, 8, 8, 2],
      Float32Array.from({ length: 12 }, () => 1),
    );
    const loss = (): tf.Scalar => {
      const maps = tf.conv2d(pixels, filter as Tensor as tf.Tensor4D, 1, 'same');
      const y = kernels.batchNormTrain(maps, scale, offset, mean, variance, { relu: true, residual: maps });
      return tf.mean(tf.maxPool(y as tf.Tensor4D, 2, 2, 'same')).asScalar();
    };
    const variables = [filter, scale, offset];
    const state = kernels.adamState(variables);
    for (let step = 0; step < 2; step++) {
      const { gradients } = kernels.lossAndGradients(loss, variables);
      kernels.adamStep(variables, gradients, state, { learningRate: [0.1, 0.1, 0.2], l2: 0.1, weightDecay: 0.1 });
    }
    return filter.shape;
  });
}
