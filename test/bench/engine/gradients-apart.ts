// Compares loss and gradients of the first step with PyTorch's, from the same weights.

import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../../../main/tensor/engine.ts';
import { toTfjs } from './networks.ts';
import type { BenchNetwork } from './networks.ts';
import type { Precision } from './sides.ts';
import { storedTensors } from './stored-tensors.ts';

export interface Apart {
  readonly loss: number;
  /** The largest difference of a gradient relative to its norm. */
  readonly gradients: number;
  /** Under bf16: cosine with PyTorch's float32 gradients, all tensors as one vector, for ours and for PyTorch's own autocast. */
  readonly oursToFloat: number;
  readonly peerToFloat: number;
  readonly oursToPeer: number;
}

/** The peer must have stored `gradients` and, under bf16, `gradients-fp32`. */
export function gradientsApart(
  engine: Engine,
  network: BenchNetwork,
  loss: () => Scalar,
  folder: string,
  precision: Precision,
): Apart {
  const names = [...network.trained.keys()];
  return tf.tidy(() => {
    const { loss: value, gradients } = engine.kernels.lossAndGradients(loss, [...network.trained.values()]);
    const ours = new Map(names.map((name, k) => [name, gradients[k]]));
    const compared: { error: number; norm: number }[] = [];
    const [withFloat, peerWithFloat, withPeer] = [new Cosine(), new Cosine(), new Cosine()];
    const float = precision === 'bf16' ? storedTensors(folder, 'gradients-fp32') : undefined;
    for (const peer of storedTensors(folder, 'gradients')) {
      const stored = float?.next().value;
      tf.tidy(() => {
        const gradient = ours.get(peer.name);
        if (gradient === undefined) throw new Error(`There is no gradient of ${peer.name}.`);
        const expected = toTfjs(tf.tensor(peer.values, [...peer.shape]), peer.name);
        compared.push({ error: number(tf.norm(tf.sub(gradient, expected))), norm: number(tf.norm(expected)) });
        withPeer.add(gradient, expected);
        if (stored === undefined) return;
        const reference = toTfjs(tf.tensor(stored.values, [...stored.shape]), stored.name);
        withFloat.add(gradient, reference);
        peerWithFloat.add(expected, reference);
      });
    }
    // A bias or scale that batch norm cancels has a gradient that is zero except for rounding, so its relative error is meaningless.
    const largest = Math.max(...compared.map(({ norm }) => norm));
    const relative = compared.filter(({ norm }) => norm > 1e-3 * largest).map(({ error, norm }) => error / norm);
    return {
      loss: number(value),
      gradients: Math.max(...relative),
      oursToFloat: withFloat.value,
      peerToFloat: peerWithFloat.value,
      oursToPeer: withPeer.value,
    };
  });
}

class Cosine {
  #product = 0;
  #squares: [number, number] = [0, 0];

  add(a: Tensor, b: Tensor): void {
    this.#product += number(tf.sum(tf.mul(a, b)));
    this.#squares[0] += number(tf.sum(tf.square(a)));
    this.#squares[1] += number(tf.sum(tf.square(b)));
  }

  get value(): number {
    return this.#product / Math.sqrt(this.#squares[0] * this.#squares[1]);
  }
}

function number(scalar: Tensor): number {
  return scalar.dataSync()[0] ?? Number.NaN;
}
