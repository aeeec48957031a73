import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ELEMENTWISE, IMAGES, LINEAR, REDUCTIONS, SHAPES } from './cases.ts';
import type { Case, Sample } from './cases.ts';
import { isExcluded } from './exclusions.ts';
import { activateReference, openAll } from './present-engines.ts';
import { reals, tensorOf } from './values.ts';

const { open, absent } = await openAll();
const RUNS = 12;

interface Outcome {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

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

function expectAlike(actual: Outcome, expected: Outcome, words: string): void {
  expect(actual.shape, words).toEqual(expected.shape);
  expect(actual.dtype, words).toBe(expected.dtype);
  for (const [k, value] of expected.values.entries()) {
    const got = actual.values[k] ?? Number.NaN;
    if (Number.isNaN(value) ? Number.isNaN(got) : got === value) continue;
    if (Math.abs(got - value) <= 2e-4 * Math.max(1, Math.abs(value))) continue;
    expect.fail(`${words}: element ${k} is ${got}, the reference has ${value}`);
  }
}

async function compare(engine: (typeof open)[number], item: Case, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(item.samples, async (sample) => {
      await activateReference();
      const expected = output(sample);
      const slopes = item.differentiable ? gradients(sample) : [];
      await engine.activate();
      const before = tf.memory().numTensors;
      expectAlike(output(sample), expected, 'output');
      if (!isExcluded(engine.name, item.name, true) && item.differentiable)
        for (const [k, slope] of gradients(sample).entries()) {
          const reference = slopes[k];
          if (reference !== undefined) expectAlike(slope, reference, `gradient of input ${k}`);
        }
      expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
    }),
    { numRuns: RUNS, seed },
  );
}

describe.each(open.map((engine) => [engine.name, engine] as const))('%s computes as the reference does:', (_, engine) => {
  describe.each([
    ['elementwise', ELEMENTWISE],
    ['reductions', REDUCTIONS],
    ['shapes', SHAPES],
    ['matrices', LINEAR],
    ['images', IMAGES],
  ] as const)('%s', (__, cases) => {
    for (const item of cases)
      it.skipIf(isExcluded(engine.name, item.name, false))(item.name, async () => {
        await compare(engine, item, 20_261_120);
      });
  });
});

describe.each(absent.map(({ name, reason }) => [name, reason] as const))('%s', (_, reason) => {
  it.skip(`is not on this machine: ${reason}`, () => {});
});
