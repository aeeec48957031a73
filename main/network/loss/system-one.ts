// The loss of System 1: global binary cross-entropy, the ordinal loss of each quadrant, and where a strategy asks for them the
// Noisy-OR over weak hips and the landmark prior (Ye, equation 2; Chen, section 3.4). Which hips count where is in the masks.

import { QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { variableNamed, type Network } from '../network.ts';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '../tensors.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { cramerLoss } from './cramer.ts';
import { landmarkPrior, presenceDirection } from './landmark-prior.ts';
import { noisyOrLoss } from './noisy-or.ts';
import { softOrLoss } from './soft-or.ts';

export interface SupervisionTensors {
  readonly diseased: Tensor1D; // [N]
  readonly globalMask: Tensor1D; // [N]
  readonly noisyOrMask: Tensor1D; // [N]
  readonly quadrants: PerQuadrant<{
    readonly cumulative: Tensor2D; // [N, 3]
    readonly mask: Tensor1D; // [N]
  }>;
  /** Absent where the recipe has no prior. */
  readonly prior?: PerQuadrant<{ readonly penalty: Tensor2D; readonly valid: Tensor2D }>; // [N, height * width], [N, 1]
}

export interface SystemOneOptions {
  /** Chen's lambda. */
  readonly priorWeight: number;
  /** How the hips under `noisyOrMask` teach their quadrants. */
  readonly weakly: 'noisy-or' | 'soft-or';
}

/** L_total of one batch. */
export function systemOneLoss(
  network: Network,
  outputs: Readonly<Record<string, Tensor>>,
  supervision: SupervisionTensors,
  { priorWeight, weakly }: SystemOneOptions,
): Scalar {
  const { tf } = network.engine;
  return tf.tidy(() => {
    const logits = (quadrant: string) => outputs[quadrant] as Tensor2D; // the head's dense layer gives [N, 4]
    const globalLogits: Tensor1D = tf.reshape(outputs.global, [-1]);
    const weakLoss = weakly === 'soft-or' ? softOrLoss : noisyOrLoss;
    const terms: Tensor[] = [
      binaryCrossEntropy(tf, globalLogits, supervision.diseased, supervision.globalMask),
      weakLoss(tf, QUADRANTS.map(logits), supervision.diseased, supervision.noisyOrMask),
      ...QUADRANTS.map((quadrant) => {
        const { cumulative, mask } = supervision.quadrants[quadrant];
        return cramerLoss(tf, logits(quadrant), cumulative, mask);
      }),
    ];
    const { prior } = supervision;
    if (prior !== undefined && priorWeight > 0) {
      const targets = QUADRANTS.map((quadrant) => {
        const headWeight = variableNamed(network, `quadrant.${quadrant}.weight`) as Tensor as Tensor2D; // dense weights are [in, out]
        return { ...prior[quadrant], direction: presenceDirection(tf, logits(quadrant), headWeight) };
      });
      const features = outputs.features as Tensor4D; // the last map
      terms.push(tf.mul(landmarkPrior(tf, features, targets), priorWeight));
    }
    return tf.addN(terms) as Scalar; // sums of scalars
  });
}
