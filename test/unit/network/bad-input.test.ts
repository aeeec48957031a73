// How each available engine reports pictures and weights that do not fit, contain NaN, or are too large.

import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Engine, EngineName } from '../../../main/tensor/engine.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { forward } from '../../../main/network/forward.ts';
import { openNetwork, variableNamed, type Network } from '../../../main/network/network.ts';
import { whereNotFinite } from '../../../main/network/where-not-finite.ts';
import { livedInWeights, tinyNetwork } from './tiny-network.ts';

const MEBIBYTE = 2 ** 20;
const architecture = tinyNetwork();

async function engineOrReason(engine: EngineName): Promise<Engine | string> {
  const answer = await openEngine({ engine, threads: 1, ...(engine === 'libtorch' ? { memoryLimitBytes: 48 * MEBIBYTE } : {}) });
  return answer.ok ? answer.value : answer.failure.message;
}

function withNetwork(engine: Engine, body: (network: Network) => void): void {
  const network = openNetwork(architecture, livedInWeights(architecture, 5), engine);
  try {
    tf.tidy(() => {
      body(network);
    });
  } finally {
    network.dispose();
  }
}

describe.each(['libtorch', 'wasm'] as const)('on %s', async (name) => {
  const engine = await engineOrReason(name);
  // Only libtorch may be missing on a machine.
  if (name === 'wasm' && typeof engine === 'string') throw new Error(engine);
  const picture = (): tf.Tensor4D => tf.ones([2, 32, 32, 1]);

  it.skipIf(typeof engine === 'string')('a picture of three channels is refused at the first layer, which is named', () => {
    if (typeof engine === 'string') throw new Error(engine);
    withNetwork(engine, (network) => {
      expect(() => forward(network, tf.ones([2, 32, 32, 3]), 'inference')).toThrow(
        /^Layer conv1 \(convolution\) on \[2, 32, 32, 3\]: .*Check that the picture, weights and network belong together/u,
      );
    });
  });

  it.skipIf(typeof engine === 'string')('NaN is traced to the picture, the tensor or the layer that causes it', () => {
    if (typeof engine === 'string') throw new Error(engine);
    withNetwork(engine, (network) => {
      expect(whereNotFinite(network, picture())).toBeNull();
      const holed = tf.tensor4d(
        Float32Array.from({ length: 2 * 32 * 32 }, (_, k) => (k === 77 ? Number.NaN : 1)),
        [2, 32, 32, 1],
      );
      expect(whereNotFinite(network, holed)).toMatch(/^the network's input for this batch, \[2, 32, 32, 1\]/u);
      const scale = variableNamed(network, 'conv2.norm.weight');
      const kept = scale.clone();
      scale.assign(tf.fill(scale.shape, Number.POSITIVE_INFINITY));
      expect(whereNotFinite(network, picture())).toMatch(
        /^1 of the network's \d+ trained tensors are not finite \(the first is conv2\.norm\.weight/u,
      );
      scale.assign(kept);
      const filter = variableNamed(network, 'conv2.weight');
      filter.assign(tf.fill(filter.shape, 3e38));
      expect(whereNotFinite(network, picture())).toMatch(/^the layer conv2/u);
    });
  });
});

describe('on libtorch, out of memory', async () => {
  const engine = await engineOrReason('libtorch');

  it.skipIf(typeof engine === 'string')('in the forward pass names the layer and the limit, and the engine stays usable', () => {
    if (typeof engine === 'string') throw new Error(engine);
    withNetwork(engine, (network) => {
      expect(() => forward(network, tf.ones([16, 512, 512, 1]), 'inference')).toThrow(
        /in conv1\.norm on .*out of memory.*limit of 48 MiB.*Choose a smaller batch/u,
      );
      expect(Object.keys(forward(network, tf.ones([2, 32, 32, 1]), 'inference'))).toContain('features');
    });
  });

  it.skipIf(typeof engine === 'string')('in the backward pass also names the layer', () => {
    if (typeof engine === 'string') throw new Error(engine);
    const x = tf.ones([1024, 1024]);
    const y = tf.zeros([1024, 1024]);
    const loss = (t: tf.Tensor): tf.Scalar =>
      tf.tidy('layer4', () =>
        tf.customGrad((_, save) => {
          (save as tf.GradSaveFunc)([y]);
          return { value: y.sum(), gradFunc: () => tf.tile(y, [1, 64]).slice([0, 0], [1024, 1024]) };
        })(t),
      ) as tf.Scalar;
    expect(() => tf.grad(loss)(x)).toThrow(/Tile in gradient of layer4 on .*out of memory/u);
    x.dispose();
    y.dispose();
  });
});
