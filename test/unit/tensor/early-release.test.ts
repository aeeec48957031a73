import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineOrReason } from './engines-under-test.ts';

const engine = await engineOrReason({ engine: 'wasm' });

describe('gradients with early release', () => {
  beforeAll(async () => {
    if (typeof engine === 'string') throw new Error(engine);
    await engine.activate();
  });

  it('add up if a tensor is used several times', () => {
    const slope = tf.grad((x) => tf.addN([tf.square(x), x, tf.mul(x, x)]).sum());
    expect([...slope(tf.tensor1d([1, 2])).dataSync()]).toEqual([5, 9]);
  });

  it('are right for a sum whose terms are the same tensor', () => {
    expect(
      tf
        .grad((x) => tf.add(x, x).sum())(tf.scalar(3))
        .dataSync()[0],
    ).toBe(2);
  });

  it('accept an upstream gradient and do not dispose it', () => {
    const upstream = tf.tensor1d([2, 3]);
    const slope = tf.grad((x: tf.Tensor) => tf.square(x))(tf.tensor1d([1, 2]), upstream);
    expect([...slope.dataSync()]).toEqual([4, 12]);
    expect(upstream.isDisposed).toBe(false);
  });

  it('can be differentiated again', () => {
    const second = tf.grad((x) =>
      tf
        .grad((y) => tf.mul(y, tf.square(y)).sum())(x)
        .sum(),
    );
    expect(second(tf.scalar(2)).dataSync()[0]).toBeCloseTo(12, 5);
  });

  it('report a result that depends on none of the inputs', () => {
    expect(() => tf.grad(() => tf.scalar(1))(tf.scalar(2))).toThrow(/does not depend on any x/u);
  });

  it('leave no tensors behind when the function throws', () => {
    const before = tf.memory().numTensors;
    const attempt = (): unknown =>
      tf.tidy(() =>
        tf.grad((x) => {
          tf.square(x);
          throw new Error('in the middle');
        })(tf.scalar(1)),
      );
    expect(attempt).toThrow('in the middle');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('hold fewer tensors at once than tfjs alone would', () => {
    const x = tf.ones([4]);
    let most = 0;
    const chain = (start: tf.Tensor): tf.Tensor => {
      let y = start;
      for (let k = 0; k < 20; k++) y = tf.tidy(() => tf.sin(y));
      return y.sum();
    };
    const watched = tf.customGrad((y: tf.Tensor | tf.GradSaveFunc) => ({
      value: tf.neg(y as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => {
        most = tf.memory().numTensors;
        return tf.neg(dy);
      },
    }));
    const before = tf.memory().numTensors;
    tf.tidy(() => tf.grad((y) => chain(watched(y)))(x));
    // When the first layer's gradient is computed, the whole chain has been walked, and its 20 saved inputs and gradients are gone.
    expect(most).toBeGreaterThan(before);
    expect(most - before).toBeLessThan(12);
  });
});
