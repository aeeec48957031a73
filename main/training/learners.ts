// Which tensors learn, at which rate, and from which step: frozen layers, discriminative rates, head-only training.

import type { Architecture } from '../network/architecture.ts';
import type { Network } from '../network/network.ts';
import { parameterSpecs, type ParameterSpec } from '../network/parameters.ts';
import type { Variable } from '../network/tensors.ts';
import type { LoopSettings } from './loop-settings.ts';

export interface Learner {
  readonly spec: ParameterSpec;
  readonly variable: Variable;
  /** Share of the learning rate. */
  readonly share: number;
  /** Number of steps, from the first, in which the tensor is frozen. */
  readonly frozenSteps: number;
}

/** The tensors that learn at any time, in the network's order. */
export function learnersOf(network: Network, settings: LoopSettings, stepsPerEpoch: number): Learner[] {
  return network.trained
    .map(({ spec, variable }) => ({ spec, variable, ...learningOf(spec, settings) }))
    .filter(({ share }) => share > 0)
    .map(({ frozenEpochs, ...learner }) => ({ ...learner, frozenSteps: stepsPerEpoch * frozenEpochs }));
}

/** True if any tensor learns in the first epoch. Frozen layers only thaw, so something then learns in every epoch. */
export function somethingLearns(architecture: Architecture, settings: LoopSettings): boolean {
  return parameterSpecs(architecture).some((spec) => {
    const { share, frozenEpochs } = learningOf(spec, settings);
    return spec.trained && share > 0 && frozenEpochs === 0;
  });
}

function learningOf({ name, layer }: ParameterSpec, { headOnly, freeze = [], rates = [] }: LoopSettings) {
  const excluded = headOnly === true && layer.kind !== 'dense' && layer.kind !== 'thresholds';
  const share = excluded ? 0 : (rates.find(({ layers }) => within(name, layers))?.share ?? 1);
  const frozen = freeze.filter(({ layers }) => within(name, layers)).map(({ epochs }) => epochs);
  return { share, frozenEpochs: Math.max(0, ...frozen) };
}

/**
 * The network at a step. Batch norms that do not learn also keep their running statistics, so frozen layers always compute the same
 * function (as in Keras; fast.ai and PyTorch let the statistics follow the data).
 */
export function freezeBatchNorms(network: Network, learners: readonly Learner[], step: number): Network {
  const learning = new Set(learners.filter(({ frozenSteps }) => frozenSteps <= step).map(({ spec }) => spec.layer.name));
  const norms = network.architecture.layers.filter(({ kind, name }) => kind === 'batch-norm' && !learning.has(name));
  return { ...network, fixedNorms: new Set(norms.map(({ name }) => name)) };
}

/** True if the tensor belongs to the layers: `features.1` contains `features.1.0.weight`, not `features.10.weight`. */
function within(tensor: string, layers: string): boolean {
  return tensor.startsWith(`${layers}.`);
}

/** The entries of `freeze` and `rates` that match no tensor of the network. */
export function unknownLayers(architecture: Architecture, settings: LoopSettings): string[] {
  const named = [...(settings.freeze ?? []), ...(settings.rates ?? [])].map(({ layers }) => layers);
  const tensors = parameterSpecs(architecture);
  return named.filter((layers) => !tensors.some(({ name }) => within(name, layers)));
}
