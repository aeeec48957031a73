// The fused operations of training, with random shapes: each engine against the portable composition on tfjs' JavaScript backend.

import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../main/domain/random.ts';
import { portableKernels } from '../../main/tensor/portable-kernels.ts';
import type { TrainingKernels } from '../../main/tensor/training-kernels.ts';
import { activateReference, openAll } from './present-engines.ts';
import { reals, tensorOf } from './values.ts';

const { open } = await openAll();
const SEED = 20_261_121;
const reference = portableKernels();

/** Returns the largest error, NaN if a value is NaN or missing, and infinity if there is nothing to compare. */
function largestError(actual: readonly Float32Array[], expected: readonly Float32Array[]): number {
  const errors = expected.map((values, list) =>
    values.reduce((most, value, k) => {
      const error = Math.abs((actual[list]?.[k] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
      return Math.max(most, error);
    }, 0),
  );
  return errors.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...errors);
}

const maps = fc.record({
  // Beyond the widths at which the addon's loops switch to vectors and to several threads.
  shape: fc.oneof(
    fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 90 })),
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 70 })),
  ),
  relu: fc.constantFrom<(boolean | 6)[]>(false, true, 6),
  residual: fc.boolean(),
  momentum: fc.constantFrom(0.1, 0.5),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
}); // prettier-ignore
type Map = typeof maps extends fc.Arbitrary<infer Value> ? Value : never;

/** The output, the updated averages, and the gradients of x, scale, offset and residual. */
function batchNorm(
  kernels: TrainingKernels,
  mode: 'train' | 'infer',
  { shape, relu, residual, momentum, seed }: Map,
): Float32Array[] {
  return tf.tidy(() => {
    const channels = [shape.at(-1) ?? 1];
    const inputs = [reals(shape, seed), reals(channels, seed + 1, 0.5, 2), reals(channels, seed + 2, -1, 1), reals(shape, seed + 3)]
      .slice(0, residual ? 4 : 3)
      .map(tensorOf); // prettier-ignore
    const averages = [reals(channels, seed + 4, -1, 1), reals(channels, seed + 5, 0.5, 2)].map((values) => tf.variable(tensorOf(values), false)); // prettier-ignore
    const run = (...received: Tensor[]): Tensor => {
      const [x, scale, offset, added] = received as [Tensor, Tensor, Tensor, Tensor?];
      const [mean, variance] = averages as [tf.Variable, tf.Variable];
      const options = { relu, ...(added === undefined ? {} : { residual: added }) };
      return mode === 'train'
        ? kernels.batchNormTrain(x, scale, offset, mean, variance, { ...options, momentum })
        : kernels.batchNormInfer(x, scale, offset, mean, variance, options);
    };
    const y = run(...inputs);
    const updated = averages.map((average) => average.clone());
    const slopes = tf.grads((...received: Tensor[]) => tf.sum(tf.mul(run(...received), tensorOf(reals(shape, seed + 6, -1, 1)))));
    return [y, ...updated, ...slopes(inputs)].map((tensor) => tensor.dataSync<'float32'>());
  });
}

function adam(
  kernels: TrainingKernels,
  { size, l2, weightDecay, seed }: { size: number; l2: number; weightDecay: number; seed: number },
): Float32Array[] {
  return tf.tidy(() => {
    const variables = [reals([size], seed), reals([2, size], seed + 1)].map((values) => tf.variable(tensorOf(values)));
    const state = kernels.adamState(variables);
    for (let step = 0; step < 3; step++) {
      const gradients = variables.map(({ shape }, k) => tensorOf(reals(shape, seed + 2 + 10 * step + k)));
      kernels.adamStep(variables, gradients, state, { learningRate: [0.01, 0.003], l2, weightDecay });
    }
    return [...variables, ...state.first, ...state.second].map((variable) => variable.dataSync<'float32'>());
  });
}

/** Asynchronous, because tfjs sets a backend asynchronously. */
async function agree<Sample>(
  engine: (typeof open)[number],
  samples: fc.Arbitrary<Sample>,
  run: (kernels: TrainingKernels, sample: Sample) => Float32Array[],
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(samples, async (sample) => {
      await activateReference();
      const expected = run(reference, sample);
      await engine.activate();
      expect(largestError(run(engine.kernels, sample), expected)).toBeLessThan(5e-4);
    }),
    { numRuns: 20, seed: SEED },
  );
}

describe.each(open.map((engine) => [engine.name, engine] as const))(
  '%s computes the same as its portable composition:',
  (_, engine) => {
    it('batch norm in training, with its averages and gradients', async () => {
      await expect(agree(engine, maps, (kernels, sample) => batchNorm(kernels, 'train', sample))).resolves.toBeUndefined();
    });

    it('batch norm in inference, with its gradients', async () => {
      await expect(agree(engine, maps, (kernels, sample) => batchNorm(kernels, 'infer', sample))).resolves.toBeUndefined();
    });

    it('Adam with both kinds of decay', async () => {
      const samples = fc.record({
        size: fc.integer({ min: 1, max: 70 }),
        l2: fc.constantFrom(0, 0.01),
        weightDecay: fc.constantFrom(0, 0.1),
        seed: fc.integer({ min: 1, max: 1_000_000 }),
      });
      await expect(agree(engine, samples, adam)).resolves.toBeUndefined();
    });

    it('affine maps of bytes: rotated, scaled, beyond each border', async () => {
      const samples = fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 })),
      size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
      border: fc.constantFrom<('zero' | 'edge')[]>('zero', 'edge'),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
    }); // prettier-ignore
      await expect(
        agree(engine, samples, (kernels, { shape, size, border, seed }) => {
          const random = seededRandom(seed);
          const pixels = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] * shape[3] }, () => random.below(256));
          const matrices = Float32Array.from(
            { length: 6 * shape[0] },
            (__, k) => random.between(-1.5, 1.5) * (k % 3 === 2 ? 4 : 1),
          );
          const intensity = Float32Array.from({ length: 2 * shape[0] }, () => random.between(-1, 1));
          const warped = kernels.affineUint8(pixels, shape, matrices, { border, size, intensity });
          const values = warped.dataSync<'float32'>();
          warped.dispose();
          return [values];
        }),
      ).resolves.toBeUndefined();
    });
  },
);
