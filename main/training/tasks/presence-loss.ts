// System 2's labels as tensors, and its loss: BCE over the known labels of the batch plus lambda times the landmark prior (Chen).

import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { binaryCrossEntropy } from '../../network/loss/binary-cross-entropy.ts';
import { landmarkPrior } from '../../network/loss/landmark-prior.ts';
import { quadrantMaps } from '../../network/loss/quadrant-maps.ts';
import { denseWeights, type Network } from '../../network/network.ts';
import type { Engine, Scalar, Tensor, Tensor1D, Tensor2D } from '../../network/tensors.ts';
import type { HipLabels } from './hip-set.ts';

export interface PresenceTensors {
  /** 1 if there is an osteophyte, quadrant by quadrant. // [4 N] */
  readonly present: Tensor1D;
  readonly known: Tensor1D; // [4 N]
  /** Undefined without a prior. Every hip has landmarks, so every target is valid. */
  readonly penalties?: PerQuadrant<Tensor2D> | undefined; // [N, height * width]
}

/** True, false or unknown for each quadrant. A weak negative hip is false in all four. */
export function presenceOf(labels: HipLabels): PerQuadrant<boolean | undefined> {
  if (labels.kind === 'weak') return perQuadrant(() => (labels.diseased ? undefined : false));
  return perQuadrant((quadrant) => {
    const label = labels.quadrants[quadrant];
    if (label.kind === 'binary') return label.present;
    return label.kind === 'graded' ? label.grade > 0 : undefined;
  });
}

export function presenceTensors({ tf }: Engine, labels: readonly HipLabels[]): PresenceTensors {
  const labelled = QUADRANTS.flatMap((quadrant) => labels.map((each) => presenceOf(each)[quadrant]));
  return {
    present: tf.tensor1d(
      labelled.map((present) => (present === true ? 1 : 0)),
      'float32',
    ),
    known: tf.tensor1d(
      labelled.map((present) => (present === undefined ? 0 : 1)),
      'float32',
    ),
  };
}

export function disposePresence({ present, known, penalties }: PresenceTensors): void {
  present.dispose();
  known.dispose();
  for (const quadrant of QUADRANTS) penalties?.[quadrant].dispose();
}

/** The batch's loss. Outputs are [N, 1] logits by quadrant. */
export function presenceLoss(
  network: Network,
  outputs: Readonly<Record<string, Tensor>>,
  { present, known, penalties }: PresenceTensors,
  priorWeight: number,
): Scalar {
  const { tf } = network.engine;
  return tf.tidy(() => {
    const logits: Tensor1D = tf.reshape(tf.concat(QUADRANTS.map((quadrant) => outputs[quadrant])), [-1]);
    const loss = binaryCrossEntropy(tf, logits, present, known);
    if (penalties === undefined) return loss;
    const groups = quadrantMaps(network, outputs).map(({ features, quadrants }) => {
      const [hips] = features.shape;
      const valid: Tensor2D = tf.ones([hips, 1]);
      const targets = quadrants.map((quadrant) => {
        const weight = tf.transpose(denseWeights(network, `quadrant.${quadrant}`)); // w_c as a row
        return { penalty: penalties[quadrant], valid, direction: tf.tile(weight, [hips, 1]) };
      });
      return { features, targets };
    });
    return tf.add(loss, tf.mul(landmarkPrior(tf, groups), priorWeight));
  });
}
