// bfloat16 has 8 binary digits, so rounding changes a value by at most 2^-8 of its size. A rounded sum of products of rounded factors is
// off by at most 3 x 2^-8 of the sum of the products' sizes. A processor without AVX-512 adds the gradients of the pictures of a batch in
// bfloat16, which rounds once more for each of up to two further pictures. These tests check that bound against float32 on the reference.

import { existsSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { activateReference } from './present-engines.ts';
import { reals, tensorOf } from './values.ts';
import type { Values } from './values.ts';

const opened = await openEngine({ engine: 'libtorch', precision: 'bf16', threads: 1 });
const CPU = '/proc/cpuinfo';
const sumsOnce = !existsSync(CPU) || readFileSync(CPU, 'utf8').includes('avx512f');
const ROUNDING = (sumsOnce ? 3 : 5) * 2 ** -8;

interface Product {
  readonly inputs: readonly [Values, Values];
  /** Linear in both factors, so with absolute values it computes the sum of the products' sizes. */
  readonly compute: (x: Tensor, w: Tensor) => Tensor;
}

const images = fc.record({
  batch: fc.integer({ min: 1, max: 3 }), height: fc.integer({ min: 4, max: 9 }), width: fc.integer({ min: 4, max: 9 }),
  channels: fc.integer({ min: 1, max: 20 }), outputs: fc.integer({ min: 1, max: 20 }), window: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 2 }), before: fc.integer({ min: 0, max: 2 }), after: fc.integer({ min: 0, max: 2 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
}); // prettier-ignore

const PRODUCTS: Readonly<Record<string, fc.Arbitrary<Product>>> = {
  convolution: images.map(({ batch, height, width, channels, outputs, window, stride, before, after, seed }) => ({
    inputs: [reals([batch, height, width, channels], seed), reals([window, window, channels, outputs], seed + 1)],
    compute: (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, stride, [[0, 0], [before, after], [after, before], [0, 0]]), // prettier-ignore
  })),
  'convolution by one pixel to an odd number of maps': images.map(({ batch, channels, outputs, seed }) => ({
    inputs: [reals([batch, 5, 6, channels], seed), reals([1, 1, channels, 2 * (outputs >> 1) + 1], seed + 1)],
    compute: (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 'same'),
  })),
  'depthwise convolution': images.map(({ batch, height, width, channels, window, stride, seed }) => ({
    inputs: [reals([batch, height, width, channels], seed), reals([window, window, channels, 1], seed + 1)],
    compute: (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, stride, 'same'),
  })),
  'convolution, then average pool': images.map(({ batch, channels, outputs, seed }) => ({
    inputs: [reals([batch, 8, 8, channels], seed), reals([1, 1, channels, outputs], seed + 1)],
    compute: (x, w) => tf.avgPool(tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 'same'), 2, 2, 'valid'),
  })),
};

const values = (tensor: Tensor): Float32Array => tf.tidy(() => tf.cast(tensor, 'float32').dataSync<'float32'>());

/** The output, and the gradients of both inputs under an upstream gradient. `size` is applied to the inputs and the upstream gradient. */
function run({ inputs, compute }: Product, size: (x: Tensor) => Tensor): Float32Array[] {
  return tf.tidy(() => {
    const [x, w] = inputs.map((input) => size(tensorOf(input)));
    if (x === undefined || w === undefined) throw new Error('a product has two factors');
    const y = compute(x, w);
    const upstream = size(tensorOf(reals(y.shape, 31, -1, 1)));
    const slopes = tf.grads((a, b) => tf.sum(tf.mul(compute(a, b), upstream)))([x, w]);
    return [y, ...slopes].map(values);
  });
}

describe.skipIf(!opened.ok)('bf16 on libtorch', () => {
  it.each(Object.entries(PRODUCTS))('%s and its gradients stay within the rounding of their factors', async (_, products) => {
    if (!opened.ok) throw new Error(opened.failure.message);
    const engine = opened.value;
    let largest = 0;
    await fc.assert(
      fc.asyncProperty(products, async (product) => {
        await activateReference();
        const expected = run(product, (x) => x);
        const sizes = run(product, tf.abs);
        await engine.activate();
        const actual = run(product, (x) => x);
        for (const [list, exact] of expected.entries())
          for (const [k, value] of exact.entries()) {
            const error = Math.abs((actual[list]?.[k] ?? Number.NaN) - value) / Math.max(1e-6, sizes[list]?.[k] ?? 0);
            largest = Math.max(largest, error); // NaN stays
          }
      }),
      { numRuns: 15, seed: 20_261_121 },
    );
    expect(largest).toBeLessThan(ROUNDING);
    expect(largest).toBeGreaterThan(ROUNDING / 100); // otherwise it would not be bfloat16
  });

  it('returns float32 gradients for float32 weights, and keeps activations in half the bytes', async () => {
    if (!opened.ok) throw new Error(opened.failure.message);
    const engine = opened.value;
    await engine.activate();
    engine.memory();
    const before = engine.memory().liveBytes;
    const y = tf.conv2d(tf.ones<tf.Rank.R4>([4, 64, 64, 16]), tf.ones<tf.Rank.R4>([1, 1, 16, 64]), 1, 'same');
    const held = engine.memory().liveBytes - before - 4 * 64 * 64 * 16 * 4;
    expect(held).toBeLessThan(4 * 64 * 64 * 64 * 2 * 1.1);
    expect(y.dataSync()[0]).toBe(16);
    y.dispose();
  });
});
