// The loss at a hip's position: the size of its head, and whether it is a prosthesis. Weighted by the Gaussian around the position:
//   L = sum_i t_i |s_i - s|  +  sum_i t_i BCE(z_i, y),  averaged over the hips in the pictures.

import type { Scalar, Tensor2D, Tensor4D, Tf } from '../tensors.ts';
import { placeTargets, type PlaceTruth } from './place.ts';

export interface HipTruthTensors extends PlaceTruth {
  /** log(head radius / USUAL_RADIUS_PIXELS). // [N, 2] */
  readonly size: Tensor2D;
  /** 1 for a prosthesis. // [N, 2] */
  readonly implant: Tensor2D;
}

/** Typical radius of a head on an overview. Sizes are logarithms of the ratio to it. */
export const USUAL_RADIUS_PIXELS = 10;

/** `maps` hold the size and the logit of a prosthesis. // [N, edge, edge, 2] */
export function hipQualityLoss(tf: Tf, maps: Tensor4D, truth: HipTruthTensors): Scalar {
  const [batch, edge] = maps.shape;
  const target = placeTargets(tf, truth);
  const [size, logit] = tf.split(tf.reshape(tf.transpose(maps, [0, 3, 1, 2]), [batch, 2, edge * edge]), 2, 1);
  const perHip = (values: Tensor2D) => tf.reshape(values, [batch, 2, 1]);
  const off = tf.abs(tf.sub(size, perHip(truth.size)));
  // BCE(z, y) = softplus(z) - y z
  const entropy = tf.sub(tf.softplus(logit), tf.mul(logit, perHip(truth.implant)));
  const hips = tf.maximum(1, tf.sum(tf.sub(1, truth.absent)));
  return tf.div(tf.sum(tf.mul(target, tf.add(off, entropy))), hips).asScalar();
}
