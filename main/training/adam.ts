// AdamW with its moments beside the network's tensors. Loshchilov I, Hutter F. Decoupled weight decay regularization. ICLR 2019.

import { fromEngine, toEngine, type Network } from '../network/network.ts';
import type { Parameter, Weights } from '../network/parameters.ts';
import type { Tensor } from '../network/tensors.ts';
import type { LoopSettings } from './recipe.ts';

const EPSILON = 1e-8;

export interface Optimizer {
  /** One update; gradients in the order of `network.trained`. */
  apply(gradients: readonly Tensor[], learningRate: number): void;
  /** The moments, named after their tensors, in exchange form. */
  moments(): Promise<Weights>;
  dispose(): void;
}

/** Moments go on from a checkpoint's where it holds them, else start at zero. Scales, shifts and biases are not decayed. */
export function adamW(
  network: Network,
  settings: LoopSettings['optimizer'],
  from: { weights: Weights; step: number },
): Optimizer {
  const { tf, kernels } = network.engine;
  const places = network.trained.map((each, index) => ({ ...each, index }));
  const groups = [
    { weightDecay: settings.weightDecay, members: places.filter(({ spec }) => spec.role === 'weight') },
    { weightDecay: 0, members: places.filter(({ spec }) => spec.role !== 'weight') },
  ].map((group) => {
    const variables = group.members.map(({ variable }) => variable);
    return { ...group, variables, state: kernels.adamState(variables) };
  });
  const slots = groups.flatMap(({ members, state }) =>
    members.flatMap(({ spec }, index) => [
      { name: `${spec.name}:first`, shape: spec.shape, moment: state.first[index] },
      { name: `${spec.name}:second`, shape: spec.shape, moment: state.second[index] },
    ]),
  );
  for (const { name, moment } of slots) {
    const saved = from.weights.get(name);
    if (saved === undefined) continue;
    const value = toEngine(tf, saved);
    moment.assign(value);
    value.dispose();
  }
  for (const { state } of groups) state.step = from.step;
  return {
    apply: (gradients, learningRate) => {
      for (const { members, variables, state, weightDecay } of groups) {
        const { beta1, beta2 } = settings;
        const own = members.map(({ index }) => gradients[index]);
        kernels.adamStep(variables, own, state, { learningRate, beta1, beta2, epsilon: EPSILON, weightDecay });
      }
    },
    moments: async () => {
      const saved = new Map<string, Parameter>();
      for (const { name, shape, moment } of slots) saved.set(name, await fromEngine(tf, moment, shape));
      return saved;
    },
    dispose: () => slots.forEach(({ moment }) => moment.dispose()),
  };
}
