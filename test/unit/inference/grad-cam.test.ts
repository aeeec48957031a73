import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { gradCam, headLogits } from '../../../main/inference/grad-cam.ts';
import { scoreGradient, softmax, type Score } from '../../../main/inference/score.ts';

const CHANNELS = 24;
const SIZE = 7;

const SCORES: readonly Score[] = [
  { kind: 'grade', grade: 0 },
  { kind: 'grade', grade: 3 },
  { kind: 'at-least', grade: 1 },
  { kind: 'at-least', grade: 2 },
  { kind: 'at-least', grade: 3 },
];

/** A random last map after ReLU, and a head on it. */
function randomNetwork(seed: number, logits: number) {
  const random = seededRandom(seed);
  const draw = (length: number, low: number) => Float32Array.from({ length }, () => Math.max(low, random.normal()));
  return {
    features: { values: draw(CHANNELS * SIZE * SIZE, 0), channels: CHANNELS, height: SIZE, width: SIZE },
    head: { weight: draw(logits * CHANNELS, -9), bias: draw(logits, -9) },
  };
}

/** Grad-CAM as in the paper, by automatic differentiation through pooling, head and softmax. */
function byAutodiff({ features, head }: ReturnType<typeof randomNetwork>, valueOf: (logits: tf.Tensor1D) => tf.Scalar): number[] {
  return tf.tidy(() => {
    const maps = tf.tensor3d(features.values, [CHANNELS, SIZE, SIZE]);
    const weight = tf.tensor2d(head.weight, [head.bias.length, CHANNELS]);
    const score = (f: tf.Tensor): tf.Scalar => {
      const pooled = f.mean([1, 2]).reshape<tf.Tensor2D>([CHANNELS, 1]);
      return valueOf(weight.matMul(pooled).reshape<tf.Tensor1D>([head.bias.length]).add(tf.tensor1d(head.bias)));
    };
    const gradient = tf.grad(score)(maps);
    const weights = gradient.mean([1, 2]).reshape([CHANNELS, 1, 1]);
    return Array.from(maps.mul(weights).sum(0).relu().dataSync());
  });
}

/** Returns the greatest difference between two maps, as a share of the reference's maximum. */
function difference(map: Float64Array, reference: readonly number[]): number {
  return Math.max(...reference.map((value, i) => Math.abs(value - map[i]))) / Math.max(...reference);
}

describe('Grad-CAM in closed form', () => {
  beforeAll(() => {
    tf.env().set('IS_TEST', true); // suppresses advice about faster backends on the console
    return tf.setBackend('cpu');
  });

  it.each(SCORES)('equals autodiff to 1e-5 for $kind $grade', (score) => {
    for (const seed of [1, 2, 3]) {
      const network = randomNetwork(seed, 4);
      const probabilities = softmax(headLogits(network.features, network.head));
      const mask = [0, 1, 2, 3].map((c) => (score.kind === 'grade' ? c === score.grade : c >= score.grade)).map(Number);
      const reference = byAutodiff(network, (logits) => tf.softmax(logits).mul(tf.tensor1d(mask)).sum<tf.Scalar>());
      const map = gradCam(network.features, network.head, scoreGradient(score, probabilities));
      expect(difference(map, reference)).toBeLessThan(1e-5);
    }
  });

  it('equals autodiff to 1e-5 for the global logit', () => {
    const network = randomNetwork(4, 1);
    const reference = byAutodiff(network, (logits) => logits.reshape<tf.Scalar>([]));
    expect(difference(gradCam(network.features, network.head, [1]), reference)).toBeLessThan(1e-5);
  });

  it('grows with the gradient and never falls below zero', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.1, max: 10, noNaN: true }), (seed, factor) => {
        const { features, head } = randomNetwork(seed, 4);
        const gradient = [-0.4, 0.1, 0.1, 0.2];
        const map = gradCam(features, head, gradient);
        const scaled = gradCam(
          features,
          head,
          gradient.map((value) => value * factor),
        );
        map.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(scaled[i]).toBeCloseTo(value * factor, 9);
        });
      }),
    );
  });
});
