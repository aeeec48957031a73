// Adam, AdamW and SGD with momentum. Their moments are stored beside the network's tensors.
// Kingma DP, Ba J. Adam. ICLR 2015. Loshchilov I, Hutter F. Decoupled weight decay regularization. ICLR 2019.

import { fromEngine, toEngine } from '../network/network.ts';
import type { Parameter, Weights } from '../network/parameters.ts';
import type { Engine, Tensor, Variable } from '../network/tensors.ts';
import type { Learner } from './learners.ts';
import type { LoopSettings } from './loop-settings.ts';

const EPSILON = 1e-8;

export interface Optimizer {
  /** The tensors that learn at the next step. */
  learning(): readonly Variable[];
  /** Applies one update. Gradients are in the order of `learning`. */
  apply(gradients: readonly Tensor[], step: OptimizerStep): void;
  /** The moments, named after their tensors, in the layout of the weights file. */
  moments(): Promise<Weights>;
  dispose(): void;
}

/** A momentum of null is that of the settings. */
interface OptimizerStep {
  readonly learningRate: number;
  readonly momentum: number | null;
}

/** From a checkpoint or from initial weights. A moment that is not in `weights` starts at zero. */
export interface OptimizerStart {
  readonly weights: Weights;
  readonly step: number;
}

/** Scales, shifts and biases are not decayed. The moments of a frozen tensor start when it thaws. */
export function openOptimizer(
  engine: Engine,
  settings: LoopSettings['optimizer'],
  learners: readonly Learner[],
  from: OptimizerStart,
): Optimizer {
  const groups = groupLearners(learners).map((group) => ({ ...group, rule: updateRule(engine, settings, group) }));
  const slots = groups.flatMap(({ members, rule }) =>
    rule.moments.flatMap(({ name, variables }) =>
      members.map(({ spec }, index) => ({ name: `${spec.name}:${name}`, shape: spec.shape, moment: variables[index] })),
    ),
  );
  for (const { name, moment } of slots) {
    const saved = from.weights.get(name);
    if (saved === undefined) continue;
    const value = toEngine(engine.tf, saved);
    moment.assign(value);
    value.dispose();
  }
  let { step } = from;
  const active = () => groups.filter(({ frozenSteps }) => step >= frozenSteps);
  return {
    learning: () => active().flatMap(({ members }) => members.map(({ variable }) => variable)),
    apply: (gradients, { learningRate, momentum }) => {
      let first = 0;
      for (const { members, rule, frozenSteps } of active()) {
        const own = gradients.slice(first, first + members.length);
        rule.update(own, { learningRate: rates(members, learningRate), momentum, stepsBefore: step - frozenSteps });
        first += members.length;
      }
      step++;
    },
    moments: async () => {
      const saved = new Map<string, Parameter>();
      for (const { name, shape, moment } of slots) saved.set(name, await fromEngine(engine.tf, moment, shape));
      return saved;
    },
    dispose: () => slots.forEach(({ moment }) => moment.dispose()),
  };
}

interface Group {
  readonly decayed: boolean;
  readonly frozenSteps: number;
  readonly members: readonly Learner[];
}

function groupLearners(learners: readonly Learner[]): Group[] {
  const beginnings = [...new Set(learners.map(({ frozenSteps }) => frozenSteps))].sort((one, other) => one - other);
  return beginnings
    .flatMap((frozenSteps) =>
      [true, false].map((decayed) => {
        const members = learners.filter((each) => each.frozenSteps === frozenSteps && (each.spec.role === 'weight') === decayed);
        return { decayed, frozenSteps, members };
      }),
    )
    .filter(({ members }) => members.length > 0);
}

function rates(members: readonly Learner[], learningRate: number): number | number[] {
  return members.every(({ share }) => share === 1) ? learningRate : members.map(({ share }) => learningRate * share);
}

interface UpdateRule {
  readonly moments: readonly { readonly name: string; readonly variables: readonly Variable[] }[];
  update(gradients: readonly Tensor[], step: GroupStep): void;
}

interface GroupStep {
  readonly learningRate: number | number[];
  readonly momentum: number | null;
  /** The number of steps that this group has taken so far. */
  readonly stepsBefore: number;
}

function updateRule(engine: Engine, settings: LoopSettings['optimizer'], { decayed, members }: Group): UpdateRule {
  const { tf, kernels } = engine;
  const variables = members.map(({ variable }) => variable);
  switch (settings.kind) {
    case 'adamw':
    case 'adam': {
      const { beta2 } = settings;
      const decay =
        settings.kind === 'adamw'
          ? { weightDecay: decayed ? settings.weightDecay : 0 }
          : { l2: decayed ? (settings.l2 ?? 0) : 0 };
      const state = kernels.adamState(variables);
      return {
        moments: [
          { name: 'first', variables: state.first },
          { name: 'second', variables: state.second },
        ],
        update: (gradients, { learningRate, momentum, stepsBefore }) => {
          state.step = stepsBefore;
          const beta1 = momentum ?? settings.beta1;
          kernels.adamStep(variables, gradients, state, { learningRate, beta1, beta2, epsilon: EPSILON, ...decay });
        },
      };
    }
    case 'sgd': {
      const l2 = decayed ? (settings.l2 ?? 0) : 0;
      const velocity = variables.map((variable) => tf.tidy(() => tf.variable(tf.zerosLike(variable), false)));
      return {
        moments: [{ name: 'velocity', variables: velocity }],
        // v = momentum v + (g + l2 w); w = w - rate v, as in PyTorch
        update: (gradients, { learningRate, momentum }) =>
          tf.tidy(() => {
            variables.forEach((variable, index) => {
              const gradient = l2 > 0 ? tf.add(gradients[index], tf.mul(variable, l2)) : gradients[index];
              velocity[index].assign(tf.add(tf.mul(velocity[index], momentum ?? settings.momentum), gradient));
              const rate = typeof learningRate === 'number' ? learningRate : learningRate[index];
              variable.assign(tf.sub(variable, tf.mul(velocity[index], rate)));
            });
          }),
      };
    }
  }
}
