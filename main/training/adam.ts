// AdamW with its moments beside the network's tensors. Loshchilov I, Hutter F. Decoupled weight decay regularization. ICLR 2019.

import { elements, type Parameter, type Weights } from '../network/parameters.ts';
import { fromEngine, toEngine, type Network } from '../network/network.ts';
import type { Tensor, Variable } from '../network/tensors.ts';
import type { Recipe } from './recipe.ts';

const EPSILON = 1e-8;

export interface Optimizer {
  /** One update; gradients in the order of `network.trained`; `step` counts from 1. */
  apply(gradients: readonly Tensor[], learningRate: number, step: number): void;
  /** The moments, named after their tensors, in exchange form. */
  moments(): Promise<Weights>;
  dispose(): void;
}

/** Moments start at zero, or go on from a checkpoint's. Scales, shifts and biases are not decayed. */
export function adamW(network: Network, settings: Recipe['optimizer'], from?: Weights): Optimizer {
  const { tf, kernels } = network.engine;
  const slots = network.trained.map(({ spec, variable }) => {
    const moment = (kind: string): Variable => {
      const saved = from?.get(`${spec.name}:${kind}`) ?? { shape: spec.shape, data: new Float32Array(elements(spec.shape)) };
      const value = toEngine(tf, saved);
      const kept = tf.variable(value, false);
      value.dispose();
      return kept;
    };
    return { spec, variable, first: moment('first'), second: moment('second') };
  });
  return {
    apply: (gradients, learningRate, step) => {
      slots.forEach(({ spec, variable, first, second }, index) => {
        const { beta1, beta2 } = settings;
        const weightDecay = spec.role === 'weight' ? settings.weightDecay : 0;
        const gradient = gradients[index];
        kernels.adamStep({
          parameter: variable,
          gradient,
          first,
          second,
          learningRate,
          beta1,
          beta2,
          epsilon: EPSILON,
          weightDecay,
          step,
        });
      });
    },
    moments: async () => {
      const saved = new Map<string, Parameter>();
      for (const { spec, first, second } of slots) {
        saved.set(`${spec.name}:first`, await fromEngine(tf, first, spec.shape));
        saved.set(`${spec.name}:second`, await fromEngine(tf, second, spec.shape));
      }
      return saved;
    },
    dispose: () => {
      for (const { first, second } of slots) {
        first.dispose();
        second.dispose();
      }
    },
  };
}
