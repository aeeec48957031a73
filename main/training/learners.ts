// Which tensors learn, how fast, and from which step on: frozen layers, discriminative rates, head-only training.

import type { Architecture } from '../network/architecture.ts';
import type { Network } from '../network/network.ts';
import { parameterSpecs, type ParameterSpec } from '../network/parameters.ts';
import type { Variable } from '../network/tensors.ts';
import type { LoopSettings } from './loop-settings.ts';

export interface Learner {
  readonly spec: ParameterSpec;
  readonly variable: Variable;
  /** Of the rate. */
  readonly share: number;
  /** The steps in which it is frozen, from the first on. */
  readonly frozenSteps: number;
}

/** The tensors that ever learn, in the network's order. */
export function learnersOf(network: Network, settings: LoopSettings, stepsPerEpoch: number): Learner[] {
  return network.trained
    .map(({ spec, variable }) => ({ spec, variable, ...learningOf(spec, settings) }))
    .filter(({ share }) => share > 0)
    .map(({ frozenEpochs, ...learner }) => ({ ...learner, frozenSteps: stepsPerEpoch * frozenEpochs }));
}

/** Whether any tensor learns in the first epoch, and so in all, as frozen layers thaw. */
export function somethingLearns(architecture: Architecture, settings: LoopSettings): boolean {
  return parameterSpecs(architecture).some((spec) => {
    const { share, frozenEpochs } = learningOf(spec, settings);
    return spec.trained && share > 0 && frozenEpochs === 0;
  });
}

function learningOf({ name, layer }: ParameterSpec, { headOnly, freeze = [], rates = [] }: LoopSettings) {
  const rests = headOnly === true && layer.kind !== 'dense' && layer.kind !== 'thresholds';
  const share = rests ? 0 : (rates.find(({ layers }) => within(name, layers))?.share ?? 1);
  const frozen = freeze.filter(({ layers }) => within(name, layers)).map(({ epochs }) => epochs);
  return { share, frozenEpochs: Math.max(0, ...frozen) };
}

/**
 * The network as it is at a step: batch norms that do not learn then do not follow the data either, so that frozen layers compute one and
 * the same function (Keras' convention; fast.ai's and PyTorch's lets them follow).
 */
export function restingAt(network: Network, learners: readonly Learner[], step: number): Network {
  const learning = new Set(learners.filter(({ frozenSteps }) => frozenSteps <= step).map(({ spec }) => spec.layer.name));
  const norms = network.architecture.layers.filter(({ kind, name }) => kind === 'batch-norm' && !learning.has(name));
  return { ...network, still: new Set(norms.map(({ name }) => name)) };
}

/** Whether the tensor belongs to the layers: `features.1` holds `features.1.0.weight`, not `features.10.weight`. */
function within(tensor: string, layers: string): boolean {
  return tensor.startsWith(`${layers}.`);
}

/** The entries of `freeze` and `rates` that no tensor of the network belongs to. */
export function unknownLayers(architecture: Architecture, settings: LoopSettings): string[] {
  const named = [...(settings.freeze ?? []), ...(settings.rates ?? [])].map(({ layers }) => layers);
  const tensors = parameterSpecs(architecture);
  return named.filter((layers) => !tensors.some(({ name }) => within(name, layers)));
}
