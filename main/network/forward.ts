// The first reader of an architecture: runs it on an engine, for training (batch statistics) or for use (running statistics).

import { IMAGE } from './architecture.ts';
import { variableNamed, type Network } from './network.ts';
import type { Step } from './fused-plan.ts';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from './tensors.ts';

/** PyTorch's weight of the newest batch in the running statistics. */
const MOMENTUM = 0.1;

/** The network's outputs by public name, of pictures [N, height, width, channels]; the caller disposes them. */
export function forward(network: Network, image: Tensor4D, mode: 'training' | 'inference'): Record<string, Tensor> {
  const results = new Map<string, Tensor>([[IMAGE, image]]);
  for (const step of network.plan) {
    const inputs = step.inputs.map((name) => resultNamed(results, name));
    results.set(
      step.output,
      network.engine.tf.tidy(() => run(network, step, inputs, mode)),
    );
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
  if (result === undefined) throw new Error(`The layer result ${name} is read before it is made.`);
  return result;
}

function run(network: Network, step: Step, [input, other]: Tensor[], mode: 'training' | 'inference'): Tensor {
  const { tf } = network.engine;
  const { layer } = step;
  const own = <T extends Tensor>(suffix: string) => variableNamed(network, `${layer.name}.${suffix}`) as Tensor as T; // rank fixed by the layer
  const map = input as Tensor4D; // every kind that reads it as a map follows one that makes a map
  switch (layer.kind) {
    case 'convolution': {
      const result = tf.conv2d(map, own<Tensor4D>('weight'), layer.stride, layer.padding);
      return layer.bias ? tf.add(result, own('bias')) : result;
    }
    case 'batch-norm':
      return mode === 'training' ? normaliseByBatch(network, step, map) : normaliseByHistory(network, step, map);
    case 'relu':
      return tf.relu(input);
    case 'max-pool':
      return tf.maxPool(map, layer.kernel, layer.stride, layer.padding);
    case 'add':
      return tf.add(input, other);
    case 'global-average-pool':
      return tf.mean(map, [1, 2]);
    case 'dense':
      return tf.add(tf.matMul(input as Tensor2D, own<Tensor2D>('weight')), own('bias')); // the pool or a dense layer precedes
  }
}

function normaliseByHistory(network: Network, { layer, relu }: Step, input: Tensor4D): Tensor {
  const { tf } = network.engine;
  if (layer.kind !== 'batch-norm') throw new Error('Only batch norm has running statistics.');
  const own = (suffix: string) => variableNamed(network, `${layer.name}.${suffix}`) as Tensor as Tensor1D; // one number a channel
  const result = tf.batchNorm(input, own('running_mean'), own('running_var'), own('bias'), own('weight'), layer.epsilon);
  return relu ? tf.relu(result) : result;
}

/** Normalises by the batch and lets the running statistics follow, the variance unbiased as PyTorch keeps it. */
function normaliseByBatch(network: Network, { layer, relu }: Step, input: Tensor4D): Tensor {
  const { tf, kernels } = network.engine;
  if (layer.kind !== 'batch-norm') throw new Error('Only batch norm has running statistics.');
  const own = (suffix: string) => variableNamed(network, `${layer.name}.${suffix}`);
  const gamma = own('weight') as Tensor as Tensor1D; // one number a channel
  const beta = own('bias') as Tensor as Tensor1D; // one number a channel
  const { y, mean, variance } = kernels.batchNormTrain(input, gamma, beta, layer.epsilon, relu);
  const [batch, height, width] = input.shape;
  const count = batch * height * width;
  const follow = (suffix: string, value: Tensor) => {
    const running = own(suffix);
    running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(value, MOMENTUM)));
  };
  tf.tidy(() => {
    follow('running_mean', mean);
    follow('running_var', tf.mul(variance, count / Math.max(1, count - 1)));
  });
  return y;
}
