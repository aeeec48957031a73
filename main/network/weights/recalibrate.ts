// If the running statistics of a batch norm do not match the data (identity after quantisation or folding, or another domain), the network
// answers differently in training mode and in inference, which spoils the first epochs. Running some pictures through once fixes that.

import type { Architecture, Layer } from '../architecture.ts';
import { forward } from '../forward.ts';
import { fusedPlan } from '../fused-plan.ts';
import { variableNamed, type Network } from '../network.ts';
import type { Tensor4D } from '../tensors.ts';

type BatchNorm = Extract<Layer, { kind: 'batch-norm' }>;

/** For one batch norm's input: values per channel, their mean, and the sum of squared distances from it. */
interface Moments {
  readonly count: number;
  readonly mean: readonly number[];
  readonly squares: readonly number[];
}

/**
 * Gives every batch norm the statistics of these pictures, and a scale and shift that leave the network's answers unchanged:
 * gamma' = gamma sqrt((var' + eps) / (var + eps)), beta' = beta + gamma (mean' - mean) / sqrt(var + eps). Does not dispose the batches.
 */
export async function recalibrateBatchNorm(
  network: Network,
  batches: Iterable<Tensor4D> | AsyncIterable<Tensor4D>,
): Promise<void> {
  const norms = network.architecture.layers.filter((layer) => layer.kind === 'batch-norm');
  const found = new Map<string, Moments>();
  for await (const batch of batches) {
    for (const [name, moments] of await inputMoments(network, norms, batch)) found.set(name, combine(found.get(name), moments));
  }
  for (const norm of norms) {
    const moments = found.get(norm.name);
    if (moments !== undefined) await adopt(network, norm, moments);
  }
}

async function inputMoments(network: Network, norms: readonly BatchNorm[], batch: Tensor4D): Promise<[string, Moments][]> {
  const { tf } = network.engine;
  const architecture: Architecture = {
    ...network.architecture,
    outputs: Object.fromEntries(norms.map(({ name, input }) => [name, input])),
  };
  const counts: number[] = [];
  const measured = tf.tidy(() => {
    const inputs = forward({ ...network, architecture, plan: fusedPlan(architecture) }, batch, 'inference');
    return norms.map(({ name, channels }) => {
      counts.push(inputs[name].size / channels);
      const { mean, variance } = tf.moments(inputs[name], [0, 1, 2]);
      return tf.concat([mean.as1D(), variance.as1D()]);
    });
  });
  const moments: [string, Moments][] = [];
  for (const [index, { name, channels }] of norms.entries()) {
    const values = [...(await measured[index].data())];
    measured[index].dispose();
    const count = counts[index];
    moments.push([name, { count, mean: values.slice(0, channels), squares: values.slice(channels).map((each) => each * count) }]);
  }
  return moments;
}

/** Combines two sets of moments. Chan TF, Golub GH, LeVeque RJ. Algorithms for computing the sample variance. Am Stat 1983. */
function combine(one: Moments | undefined, other: Moments): Moments {
  if (one === undefined) return other;
  const count = one.count + other.count;
  const apart = one.mean.map((mean, channel) => other.mean[channel] - mean);
  return {
    count,
    mean: one.mean.map((mean, channel) => mean + (apart[channel] * other.count) / count),
    squares: one.squares.map((squares, channel) => {
      return squares + other.squares[channel] + (apart[channel] ** 2 * one.count * other.count) / count;
    }),
  };
}

async function adopt(network: Network, { name, epsilon }: BatchNorm, { count, mean, squares }: Moments): Promise<void> {
  const variables = ['weight', 'bias', 'running_mean', 'running_var'].map((suffix) =>
    variableNamed(network, `${name}.${suffix}`),
  );
  const [scale, shift, oldMean, oldVariance] = await Promise.all(variables.map(async (variable) => [...(await variable.data())]));
  const variance = squares.map((each) => each / Math.max(1, count - 1)); // unbiased, as in training
  const factor = scale.map((each, channel) => each / Math.sqrt(oldVariance[channel] + epsilon));
  const values = [
    factor.map((each, channel) => each * Math.sqrt(variance[channel] + epsilon)),
    shift.map((each, channel) => each + factor[channel] * (mean[channel] - oldMean[channel])),
    [...mean],
    variance,
  ];
  for (const [index, variable] of variables.entries()) {
    const value = network.engine.tf.tensor1d(values[index]);
    variable.assign(value);
    value.dispose();
  }
}
