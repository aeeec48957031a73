import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { assert, asyncProperty } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ELEMENTWISE, IMAGES, LINEAR, REDUCTIONS, SHAPES } from './cases.ts';
import type { Case, Sample } from './cases.ts';
import { isExcluded } from './exclusions.ts';
import { activateReference, openAll } from './present-engines.ts';
import { reals, tensorOf } from './values.ts';

const { open, absent } = await openAll();
const RUNS = 12;
const SEED = 20_261_120;

// A type and not an interface, so that a tidy can return it.
type Outcome = { shape: number[]; dtype: string; values: number[] };

const plain = (t: Tensor): Outcome => ({ shape: t.shape, dtype: t.dtype, values: [...t.dataSync()] });

function output({ inputs, compute }: Sample): Outcome {
  return tf.tidy(() => plain(compute(...inputs.map(tensorOf))));
}

/** Gradients of the float inputs under a random upstream gradient. */
function gradients({ inputs, compute }: Sample): Outcome[] {
  return tf.tidy(() => {
    const tensors = inputs.map(tensorOf);
    const real = tensors.filter((t) => t.dtype === 'float32');
    const loss = (...xs: Tensor[]): tf.Scalar => {
      const all = tensors.map((t) => (t.dtype === 'float32' ? (xs[real.indexOf(t)] ?? t) : t));
      const y = compute(...all);
      return tf.sum(tf.mul(y, tensorOf(reals(y.shape, 77, -1, 1))));
    };
    return tf.grads(loss)(real).map(plain);
  });
}

function expectAlike(actual: Outcome, expected: Outcome, label: string): void {
  expect({ label, shape: actual.shape, dtype: actual.dtype }).toEqual({ label, shape: expected.shape, dtype: expected.dtype });
  for (const [k, value] of expected.values.entries()) {
    const got = actual.values[k] ?? Number.NaN;
    if (Number.isNaN(value) ? Number.isNaN(got) : got === value) continue;
    if (Math.abs(got - value) <= 2e-4 * Math.max(1, Math.abs(value))) continue;
    expect.fail(`${label}: element ${k} is ${got}, but the reference has ${value}`);
  }
}

async function compare(engine: (typeof open)[number], item: Case, seed: number): Promise<void> {
  const differentiable = item.differentiable && !isExcluded(engine.name, item.name, true);
  await assert(
    asyncProperty(item.samples, async (sample) => {
      await activateReference();
      const expected = output(sample);
      const slopes = differentiable ? gradients(sample) : [];
      await engine.activate();
      const before = tf.memory().numTensors;
      expectAlike(output(sample), expected, 'output');
      if (differentiable)
        for (const [k, slope] of gradients(sample).entries()) {
          const reference = slopes[k];
          if (reference !== undefined) expectAlike(slope, reference, `gradient of input ${k}`);
        }
      expect(tf.memory().numTensors).toBe(before); // no tensor is left behind
    }),
    { numRuns: RUNS, seed },
  );
}

describe.each(open.map((engine) => [engine.name, engine] as const))('%s computes the same as the reference:', (name, engine) => {
  describe.each([
    ['elementwise', ELEMENTWISE],
    ['reductions', REDUCTIONS],
    ['shapes', SHAPES],
    ['matrices', LINEAR],
    ['images', IMAGES],
  ] as const)('%s', (_, cases) => {
    const compared = cases.filter((item) => !isExcluded(name, item.name, false));
    it.each(compared.map((item) => [item.name, item] as const))('%s', async (__, item) => {
      await expect(compare(engine, item, SEED)).resolves.toBeUndefined();
    });
  });
});

describe.each(absent.map(({ name, reason }) => [name, reason] as const))('%s', (_, reason) => {
  it(`is not available on this machine: ${reason}`, (context) => {
    expect(reason).not.toBe('');
    context.skip(reason);
  });
});
