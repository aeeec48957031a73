// The first interpreter of an architecture. It runs on an engine, for training (batch statistics) or inference (running statistics).

import { ofRank } from '../tensor/of-rank.ts';
import { IMAGE } from './architecture.ts';
import { inLayer } from './layer-error.ts';
import { denseWeights, variableNamed, type Network } from './network.ts';
import type { Step } from './fused-plan.ts';
import type { Tensor, Tensor4D } from './tensors.ts';

/** PyTorch's weight of the latest batch in the running statistics. */
const MOMENTUM = 0.1;

/**
 * Returns the network's outputs by public name for pictures [N, height, width, channels]. The caller disposes them. An error names its
 * layer. `look` receives the result of each layer and the name under which later layers read it, before anything disposes it. If `look`
 * returns a tensor, that replaces the result.
 */
export function forward(
  network: Network,
  image: Tensor4D,
  mode: 'training' | 'inference',
  look: (layer: string, result: Tensor, output: string) => Tensor | undefined = () => undefined,
): Record<string, Tensor> {
  const results = new Map<string, Tensor>([[IMAGE, image]]);
  for (const step of network.plan) {
    const inputs = step.inputs.map((name) => resultNamed(results, name));
    const result = inLayer(step.layer, inputs, () =>
      network.engine.tf.tidy(step.layer.name, () => run(network, step, inputs, mode)),
    );
    results.set(step.output, look(step.layer.name, result, step.output) ?? result);
    for (const name of step.spent) {
      if (name !== IMAGE) results.get(name)?.dispose();
      results.delete(name);
    }
  }
  return Object.fromEntries(
    Object.entries(network.architecture.outputs).map(([output, name]) => [output, resultNamed(results, name)]),
  );
}

function resultNamed(results: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const result = results.get(name);
  if (result === undefined) throw new Error(`The layer result ${name} is read before it is computed.`);
  return result;
}

function run(network: Network, step: Step, [input, other]: Tensor[], mode: 'training' | 'inference'): Tensor {
  const { tf, kernels } = network.engine;
  const { layer } = step;
  const own = (suffix: string): Tensor => variableNamed(network, `${layer.name}.${suffix}`);
  const map = (): Tensor4D => ofRank(input, 4);
  switch (layer.kind) {
    case 'convolution': {
      const result = tf.conv2d(map(), ofRank(own('weight'), 4), layer.stride, layer.padding);
      return layer.bias ? tf.add(result, own('bias')) : result;
    }
    case 'depthwise-convolution': {
      const { channels, kernel } = layer;
      // [height, width, 1, channels] and [height, width, channels, 1] hold the same numbers in the same order.
      const weight: Tensor4D = tf.reshape(own('weight'), [kernel, kernel, channels, 1]);
      const result = tf.depthwiseConv2d(map(), weight, layer.stride, layer.padding);
      return layer.bias ? tf.add(result, own('bias')) : result;
    }
    case 'locally-connected': {
      const { height, width, channels } = layer;
      const weight = tf.reshape(own('weight'), [1, height, width, channels]);
      return tf.add(tf.sum(tf.mul(map(), weight), 3, true), tf.reshape(own('bias'), [1, height, width, 1]));
    }
    case 'batch-norm': {
      const options = { epsilon: layer.epsilon, relu: step.relu, residual: other };
      const [scale, shift] = [own('weight'), own('bias')];
      const [mean, variance] = [
        variableNamed(network, `${layer.name}.running_mean`),
        variableNamed(network, `${layer.name}.running_var`),
      ];
      return mode === 'training' && network.fixedNorms?.has(layer.name) !== true
        ? kernels.batchNormTrain(map(), scale, shift, mean, variance, { ...options, momentum: MOMENTUM })
        : kernels.batchNormInfer(map(), scale, shift, mean, variance, options);
    }
    case 'relu':
      return tf.relu(input);
    case 'relu6':
      return tf.relu6(input);
    case 'sigmoid':
      return tf.sigmoid(input);
    case 'max-pool':
      return tf.maxPool(map(), layer.kernel, layer.stride, layer.padding);
    case 'average-pool':
      return tf.avgPool(map(), layer.kernel, layer.kernel, 'valid');
    case 'upsample': {
      const [, height, width] = map().shape;
      return tf.image.resizeNearestNeighbor(map(), [2 * height, 2 * width]);
    }
    case 'add':
      return tf.add(input, other);
    case 'multiply':
      return tf.mul(input, other);
    case 'divide':
      return tf.div(input, other);
    case 'concatenate':
      return tf.concat([input, other], -1);
    case 'global-average-pool':
      return tf.mean(map(), [1, 2]);
    case 'thresholds':
      return tf.add(input, own('bias'));
    case 'dense':
      return tf.add(tf.matMul(ofRank(input, 2), denseWeights(network, layer.name)), own('bias'));
  }
}
