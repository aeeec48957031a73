// Cross-entropy between the predicted probability of each position and a small Gaussian around the true one, plus the distance of the
// predicted mean from the true position:
//   L = mean over questions of  -sum_i t_i log p_i  +  weight * (|E x - x| + |E y - y|),   p = softmax(cells, 0)
// The last class of the softmax means "not on the picture". The mean as a differentiable coordinate: Nibali A et al. Numerical
// coordinate regression with convolutional neural networks. 2018.

import type { Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D, Tf } from '../tensors.ts';

export interface PlaceTruth {
  /** The Gaussians along x and y, each with sum 1. All zero if the place is not on the picture. // [N, places, edge] */
  readonly across: Tensor3D;
  readonly down: Tensor3D;
  /** 1 if the place is not on the picture. // [N, places] */
  readonly absent: Tensor2D;
}

const DISTANCE_WEIGHT = 0.5;

/** The Gaussian of each place over the cells. // [N, places, edge * edge] */
export function placeTargets(tf: Tf, { across, down }: PlaceTruth): Tensor3D {
  const [batch, places, edge] = across.shape;
  const outer = tf.mul(tf.reshape(down, [batch, places, edge, 1]), tf.reshape(across, [batch, places, 1, edge]));
  return tf.reshape(outer, [batch, places, edge * edge]);
}

/** `maps` are logits, one map per place. // [N, edge, edge, places] */
export function placeLoss(tf: Tf, maps: Tensor4D, truth: PlaceTruth): Scalar {
  const [batch, edge, , places] = maps.shape;
  const cells = tf.reshape(tf.transpose(maps, [0, 3, 1, 2]), [batch, places, edge * edge]);
  const logits = tf.concat([cells, tf.zeros([batch, places, 1])], 2);
  const absent = tf.reshape(truth.absent, [batch, places, 1]);
  const logProbabilities = tf.logSoftmax(logits);
  const target = tf.concat([placeTargets(tf, truth), absent], 2);
  const entropy = tf.neg(tf.mean(tf.sum(tf.mul(target, logProbabilities), 2)));
  const present = tf.reshape(tf.sub(1, truth.absent), [batch, places]);
  const probabilities = tf.reshape(tf.softmax(cells), [batch, places, edge, edge]);
  const distance = (axis: 2 | 3, along: Tensor): Tensor => {
    const line = tf.range(0, edge);
    const found = tf.sum(tf.mul(tf.sum(probabilities, axis === 3 ? 2 : 3), line), 2);
    const target = tf.sum(tf.mul(along, line), 2);
    return tf.mul(present, tf.abs(tf.sub(found, target)));
  };
  const away = tf.mean(tf.add(distance(3, truth.across), distance(2, truth.down)));
  return tf.add(entropy, tf.mul(DISTANCE_WEIGHT, away)).asScalar();
}
