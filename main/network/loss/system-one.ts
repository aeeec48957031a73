// The loss of System 1: global binary cross-entropy and the ordinal loss of each quadrant. Some strategies add the Noisy-OR over weak
// hips or the landmark prior (Ye, equation 2; Chen, section 3.4). The masks decide which hips count in which term.

import { QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import { denseWeights, variableNamed, type Network } from '../network.ts';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '../tensors.ts';
import { gatedAttention } from './attention-mil.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { cramerLoss } from './cramer.ts';
import { landmarkPrior, presenceDirection } from './landmark-prior.ts';
import { noisyOrLoss } from './noisy-or.ts';
import { quadrantMaps } from './quadrant-maps.ts';
import { softOrLoss } from './soft-or.ts';

const EPSILON = 1e-7;

export interface SupervisionTensors {
  readonly diseased: Tensor1D; // [N]
  readonly globalMask: Tensor1D; // [N]
  readonly noisyOrMask: Tensor1D; // [N]
  readonly quadrants: PerQuadrant<{
    readonly cumulative: Tensor2D; // [N, 3]
    readonly mask: Tensor1D; // [N]
  }>;
  /** Undefined if the recipe has no prior. */
  readonly prior?: PerQuadrant<{ readonly penalty: Tensor2D; readonly valid: Tensor2D }>; // [N, height * width], [N, 1]
}

export interface SystemOneOptions {
  /** Chen's lambda. */
  readonly priorWeight: number;
  /** How hips under `noisyOrMask` teach their quadrants. */
  readonly weakly: 'noisy-or' | 'soft-or' | 'attention-mil';
}

/** The total loss of one batch. */
export function systemOneLoss(
  network: Network,
  outputs: Readonly<Record<string, Tensor>>,
  supervision: SupervisionTensors,
  { priorWeight, weakly }: SystemOneOptions,
): Scalar {
  const { tf } = network.engine;
  return tf.tidy(() => {
    const logits = (quadrant: string) => ofRank(outputs[quadrant], 2); // [N, 4]
    const globalLogits: Tensor1D = tf.reshape(outputs.global, [-1]);
    const terms: Scalar[] = [
      binaryCrossEntropy(tf, globalLogits, supervision.diseased, supervision.globalMask),
      weakLoss(network, outputs, supervision, weakly),
      ...QUADRANTS.map((quadrant) => {
        const { cumulative, mask } = supervision.quadrants[quadrant];
        return cramerLoss(tf, logits(quadrant), cumulative, mask);
      }),
    ];
    const { prior } = supervision;
    if (prior !== undefined && priorWeight > 0) {
      const target = (quadrant: Quadrant) => {
        const headWeight = denseWeights(network, `quadrant.${quadrant}`);
        return { ...prior[quadrant], direction: presenceDirection(tf, logits(quadrant), headWeight) };
      };
      const groups = quadrantMaps(network, outputs).map(({ features, quadrants }) => ({
        features,
        targets: quadrants.map(target),
      }));
      terms.push(tf.mul(landmarkPrior(tf, groups), priorWeight));
    }
    return tf.addN(terms);
  });
}

/** The loss by which hips under `noisyOrMask` teach their quadrants. */
function weakLoss(
  network: Network,
  outputs: Readonly<Record<string, Tensor>>,
  { diseased, noisyOrMask }: SupervisionTensors,
  weakly: SystemOneOptions['weakly'],
): Scalar {
  const { tf } = network.engine;
  const logits = QUADRANTS.map((quadrant) => ofRank(outputs[quadrant], 2)); // [N, 4]
  switch (weakly) {
    case 'noisy-or':
      return noisyOrLoss(tf, logits, diseased, noisyOrMask);
    case 'soft-or':
      return softOrLoss(tf, logits, diseased, noisyOrMask);
    case 'attention-mil':
      return binaryCrossEntropy(tf, bagLogits(network, logits, ofRank(outputs.features, 4)), diseased, noisyOrMask);
  }
}

/**
 * The global head's answer for the hip as a bag. Each quadrant's features are the last map averaged with the quadrant's own evidence as
 * weights. Gated attention weighs the quadrants **(ours)**. // quadrants x [N, 4], [N, height, width, channels] to [N]
 */
function bagLogits(network: Network, logits: readonly Tensor2D[], features: Tensor4D): Tensor1D {
  const { tf } = network.engine;
  const [hips, height, width, channels] = features.shape;
  const places: Tensor3D = tf.reshape(features, [hips, height * width, channels]);
  const dense = (name: string): Tensor2D => denseWeights(network, name);
  const instances = QUADRANTS.map((quadrant, place) => {
    const direction = tf.expandDims(presenceDirection(tf, logits[place], dense(`quadrant.${quadrant}`)), 2);
    const map = tf.relu(tf.matMul(places, direction)); // [N, height * width, 1]
    const shares = tf.div(tf.add(map, EPSILON), tf.sum(tf.add(map, EPSILON), 1, true)); // uniform without evidence
    return tf.sum(tf.mul(places, shares), 1);
  });
  const { bag } = gatedAttention(tf, ofRank(tf.stack(instances, 1), 3), {
    value: dense('attention-mil.value'),
    gate: dense('attention-mil.gate'),
    score: dense('attention-mil.score'),
  });
  return tf.reshape(tf.add(tf.matMul(bag, dense('global')), variableNamed(network, 'global.bias')), [-1]);
}
