import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { affineBytes } from '../../../main/tensor/affine-bytes.ts';
import type { Engine } from '../../../main/tensor/engine.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { engineOrReason, largestDifference, tensor4, waves } from './engines-under-test.ts';

const opened = await engineOrReason({ engine: 'wasm' });
if (typeof opened === 'string') throw new Error(opened);
const engines: Engine[] = [opened];
const native = await engineOrReason({ engine: 'libtorch', threads: 2 });
if (typeof native !== 'string') engines.push(native);

describe.each(engines.map((engine) => [engine.name, engine] as const))('%s', (_, engine) => {
  beforeAll(() => engine.activate());
  const { kernels } = engine;

  it('updates running averages like PyTorch: unbiased variance, momentum for the newest batch', () => {
    const [mean, variance] = [tf.variable(tf.zeros([1]), false), tf.variable(tf.ones([1]), false)];
    const x = tf.tensor2d([[1], [2], [3], [6]]);
    kernels.batchNormTrain(x, tf.ones([1]), tf.zeros([1]), mean, variance, { momentum: 0.1 });
    // mean 3; unbiased variance (4 + 1 + 0 + 9) / 3
    expect(mean.dataSync()[0]).toBeCloseTo(0.3, 6);
    expect(variance.dataSync()[0]).toBeCloseTo(0.9 + (0.1 * 14) / 3, 6);
  });

  it.each([
    [true, tf.relu],
    [6, tf.relu6],
  ] as const)('ends a batch norm like the separate operation, including gradients (relu: %s)', (relu, separate) => {
    const [shape, channels]: [[number, number, number, number], number] = [[2, 5, 4, 70], 70];
    const run = (ending: (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => tf.Tensor): Float32Array[] =>
      tf.tidy(() => {
        const inputs = [tensor4(shape), tf.mul(tf.ones([channels]), 4), tf.mul(tf.ones([channels]), 2.5)];
        const weigh = (y: tf.Tensor): tf.Scalar => tf.sum(tf.mul(y, tensor4(shape, 9)));
        const gradients = tf.grads((...received) => weigh(ending(...(received as [tf.Tensor, tf.Tensor, tf.Tensor]))))(inputs);
        return [...gradients, ending(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor]))].map((t) => t.dataSync<'float32'>());
      });
    const running = (): [tf.Variable, tf.Variable] => [
      tf.variable(tf.zeros([channels]), false),
      tf.variable(tf.ones([channels]), false),
    ];
    const fused = run((x, scale, offset) => kernels.batchNormTrain(x, scale, offset, ...running(), { relu }));
    const apart = run((x, scale, offset) => separate(kernels.batchNormTrain(x, scale, offset, ...running())));
    expect([fused.length, apart.length]).toEqual([4, 4]); // three gradients and the output
    for (const [k, values] of fused.entries()) expect(largestDifference(values, apart[k])).toBeLessThan(2e-4);
    const output = [...(fused.at(-1) ?? [])];
    expect(output.filter((value) => value === 0).length).toBeGreaterThan(10);
    expect(output.filter((value) => value === 6).length > 10).toBe(relu === 6);
    const inferred = tf.tidy(() => {
      const [x, mean, variance] = [tensor4(shape), tf.zeros([channels]), tf.ones([channels])];
      return kernels.batchNormInfer(x, tf.mul(tf.ones([channels]), 9), tf.ones([channels]), mean, variance, { relu }).dataSync();
    });
    expect([...inferred].some((value) => value > 6)).toBe(relu !== 6);
  });

  it('does not change a clone of the running mean', () => {
    const [mean, variance] = [tf.variable(tf.zeros([1]), false), tf.variable(tf.ones([1]), false)];
    const before = mean.clone();
    kernels.batchNormTrain(tf.tensor2d([[1], [5]]), tf.ones([1]), tf.zeros([1]), mean, variance);
    expect(before.dataSync()[0]).toBe(0);
  });

  it('takes the step of Adam that is computed by hand', () => {
    const weight = tf.variable(tf.tensor1d([1, -2]));
    const state = kernels.adamState([weight]);
    const gradient = tf.tensor1d([0.5, -0.25]);
    kernels.adamStep([weight], [gradient], state, { learningRate: 0.1 });
    // After bias correction, the first step is the learning rate times the sign of the gradient.
    expect(weight.dataSync()[0]).toBeCloseTo(0.9, 5);
    expect(weight.dataSync()[1]).toBeCloseTo(-1.9, 5);
    kernels.adamStep([weight], [tf.tensor1d([0.1, -0.25])], state, { learningRate: 0.1 });
    // torch.optim.Adam: m = .9 * .05 + .1 * .1, v = .999 * .00025 + .001 * .01
    const m = (0.9 * 0.05 + 0.1 * 0.1) / (1 - 0.9 ** 2);
    const v = (0.999 * 0.00025 + 0.001 * 0.01) / (1 - 0.999 ** 2);
    expect(weight.dataSync()[0]).toBeCloseTo(0.9 - (0.1 * m) / (Math.sqrt(v) + 1e-8), 5);
    expect(state.step).toBe(2);
  });

  it('decays weights separately from the gradient under AdamW', () => {
    const weight = tf.variable(tf.tensor1d([2]));
    kernels.adamStep([weight], [tf.tensor1d([0])], kernels.adamState([weight]), { learningRate: 0.1, weightDecay: 0.5 });
    expect(weight.dataSync()[0]).toBeCloseTo(2 * (1 - 0.05), 6);
  });

  it('updates each variable at its own rate', () => {
    const weights = [tf.variable(tf.tensor1d([1])), tf.variable(tf.tensor1d([1]))];
    kernels.adamStep(weights, [tf.tensor1d([1]), tf.tensor1d([1])], kernels.adamState(weights), { learningRate: [0.1, 0] });
    expect(weights.map((w) => w.dataSync()[0]?.toFixed(3))).toEqual(['0.900', '1.000']);
  });

  it('does not change a clone of a weight when it updates in place', () => {
    const weight = tf.variable(tf.tensor1d([1, 1]));
    const [clone, view] = [weight.clone(), tf.reshape(weight, [2, 1])];
    kernels.adamStep([weight], [tf.tensor1d([1, 1])], kernels.adamState([weight]), { learningRate: 0.1 });
    expect([...clone.dataSync(), ...view.dataSync()]).toEqual([1, 1, 1, 1]);
    expect(weight.dataSync()[0]).toBeCloseTo(0.9, 5);
  });

  it('refuses a gradient of another shape and names the variable', () => {
    const weight = tf.variable(tf.zeros([2]), true, `weight-${engine.name}`);
    expect(() => {
      kernels.adamStep([weight], [tf.zeros([3])], kernels.adamState([weight]), { learningRate: 1 });
    }).toThrow(`weight-${engine.name} has shape [3], not [2]`);
  });

  it.each([
    ['unchanged under the identity', [1, 0, 0, 0, 1, 0], 'zero'],
    ['mirrored', [-1, 0, 6, 0, 1, 0], 'zero'],
    ['rotated, with zeros outside', [0.8, -0.6, 1.5, 0.6, 0.8, -2.25], 'zero'],
    ['enlarged and shifted, with the edge extended', [0.5, 0, -3, 0, 0.5, 4], 'edge'],
    ['entirely outside', [1e12, 0, Number.NaN, 0, 1, 0], 'zero'],
  ] as const)('warps bytes like the reference: %s', (__, matrix, border) => {
    const pixels = Uint8Array.from(waves(2 * 8 * 7), (v) => Math.abs(v) * 160);
    const matrices = Float32Array.from([...matrix, 1, 0.1, 0, -0.1, 1, 0.5]);
    const intensity = Float32Array.from([1, 0, 0.5, 0.25]);
    const options = { border, intensity, size: [6, 9] as const };
    const warped = kernels.affineUint8(pixels, [2, 8, 7, 1], matrices, options);
    expect(warped.shape).toEqual([2, 6, 9, 1]);
    expect(largestDifference(warped.dataSync(), affineBytes(pixels, [2, 8, 7, 1], matrices, options))).toBeLessThan(2e-5);
  });

  it('returns bytes as value / 255 under the identity', () => {
    const pixels = Uint8Array.from([0, 51, 102, 255]);
    const warped = kernels.affineUint8(pixels, [1, 2, 2, 1], Float32Array.from([1, 0, 0, 0, 1, 0]));
    expect(largestDifference(warped.dataSync(), [0, 0.2, 0.4, 1])).toBeLessThan(1e-6);
  });

  it('returns gradients in the order of the variables, with zeros if the loss does not depend on one', () => {
    const [a, b, c] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3)), tf.variable(tf.tensor1d([1, 1]))];
    const { loss, gradients } = kernels.lossAndGradients(() => tf.mul(tf.square(a), b).asScalar(), [b, c, a]);
    expect(loss.dataSync()[0]).toBe(12);
    expect(gradients.map((gradient) => [...gradient.dataSync()])).toEqual([[4], [0, 0], [12]]);
  });

  it('detects a tensor with NaN or infinity', () => {
    expect(kernels.allFinite(tf.tensor1d([1, 2]))).toBe(true);
    expect(kernels.allFinite(tf.tensor1d([1, Number.NaN]))).toBe(false);
    expect(kernels.allFinite(tf.tensor1d([1, Number.POSITIVE_INFINITY]))).toBe(false);
  });

  it('trains without leaving tensors in memory', () => {
    const train = trainer(engine);
    train();
    const { numTensors } = tf.memory();
    for (let step = 0; step < 3; step++) train();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe.skipIf(typeof native === 'string')('libtorch against the portable kernels', () => {
  it('trains a small network to the same weights', async () => {
    const results: number[][] = [];
    for (const engine of engines) {
      await engine.activate();
      const train = trainer(engine);
      results.push(Array.from({ length: 5 }, train));
    }
    expect(largestDifference(results[0], results[1])).toBeLessThan(1e-4);
  });

  it('takes the maximum of a pool with any number of channels, and passes NaN on', async () => {
    const results: Float32Array[] = [];
    for (const engine of engines) {
      await engine.activate();
      const x = tensor4([2, 7, 6, 131]);
      results.push(
        tf
          .grad((t) => tf.mul(tf.maxPool(t as tf.Tensor4D, 3, 2, 1), tensor4([2, 4, 3, 131], 5)))(x)
          .dataSync<'float32'>(),
      );
    }
    expect(largestDifference(results[0], results[1])).toBeLessThan(1e-6);
    expect(tf.maxPool(tf.tensor3d([1, Number.NaN, 3, 2], [2, 2, 1]), 2, 2, 0).dataSync()[0]).toBeNaN();
  });

  it('gives the same bits twice for the same seed and number of threads', async () => {
    if (typeof native === 'string') throw new Error(native);
    const runs: number[][] = [];
    for (let run = 0; run < 2; run++) {
      await native.activate();
      const train = trainer(native);
      runs.push(Array.from({ length: 5 }, train));
    }
    expect(largestDifference(runs[0], runs[1])).toBe(0);
  });

  it('stays close to float32 under bf16', async () => {
    const losses: number[] = [];
    for (const precision of ['fp32', 'bf16'] as const) {
      const engine = await openEngine({ engine: 'libtorch', threads: 2, precision });
      if (!engine.ok) throw new Error(engine.failure.message);
      const train = trainer(engine.value);
      losses.push(Array.from({ length: 6 }, train).at(-1) ?? Number.NaN);
    }
    await engines[1]?.activate();
    const [full = 0, half = 0] = losses;
    expect(half).not.toBe(full);
    expect(Math.abs(half - full)).toBeLessThan(0.05 * Math.abs(full) + 0.02);
  });
});

describe('the largest difference of two lists', () => {
  it('is never small if a value is NaN or a list is missing, empty or longer', () => {
    expect(largestDifference([1, Number.NaN, 3], [1, 2, 3])).toBeNaN();
    for (const other of [undefined, [], [1, 2, 3]]) expect(largestDifference([1, 2], other)).toBe(Infinity);
    expect(largestDifference([], [])).toBe(Infinity);
    expect(largestDifference([1, 2], [1, 4])).toBe(2);
  });
});

/** A small residual network. Each call trains one step and returns the loss. */
function trainer({ kernels }: Engine): () => number {
  const x = tensor4([4, 12, 12, 1]);
  const labels = tf.tensor2d([0, 1, 1, 0], [4, 1]);
  const first = tf.variable(tf.mul(tensor4([3, 3, 1, 8], 1), 0.3));
  const second = tf.variable(tf.mul(tensor4([3, 3, 8, 8], 2), 0.15));
  const weight = tf.variable(tf.mul(tf.tensor2d(waves(8, 3), [8, 1]), 0.3));
  const norms = [0, 1].map(() => ({
    scale: tf.variable(tf.ones([8])), offset: tf.variable(tf.zeros([8])),
    mean: tf.variable(tf.zeros([8]), false), variance: tf.variable(tf.ones([8]), false),
  })); // prettier-ignore
  const variables = [first, second, weight, ...norms.flatMap(({ scale, offset }) => [scale, offset])];
  const state = kernels.adamState(variables);
  const norm = (k: number, y: tf.Tensor, residual?: tf.Tensor): tf.Tensor4D => {
    const n = norms[k];
    if (n === undefined) throw new Error('no such norm');
    const options = residual === undefined ? { relu: true } : { relu: true, residual };
    return kernels.batchNormTrain(y, n.scale, n.offset, n.mean, n.variance, options) as tf.Tensor4D;
  };
  const loss = (): tf.Scalar =>
    tf.tidy(() => {
      const features = tf.maxPool(norm(0, tf.conv2d(x, first as unknown as tf.Tensor4D, 1, 1)), 3, 2, 1);
      const block = norm(1, tf.conv2d(features, second as unknown as tf.Tensor4D, 1, 1), features);
      return tf.losses.sigmoidCrossEntropy(labels, tf.matMul(tf.mean(block, [1, 2]), weight)).asScalar();
    });
  return () =>
    tf.tidy(() => {
      const { loss: value, gradients } = kernels.lossAndGradients(loss, variables);
      kernels.adamStep(variables, gradients, state, { learningRate: 0.01 });
      return value.dataSync()[0] ?? Number.NaN;
    });
}
