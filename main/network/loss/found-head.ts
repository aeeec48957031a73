// The loss at the position of the one head on a hip's view: its size, whether it is replaced, and whether metal lies at the hip. Weighted
// by the Gaussian around the position:
//   L = sum_i t_i |s_i - s|  +  sum_k sum_i t_i BCE(z_ki, y_k),  averaged over the heads in the pictures.

import type { Scalar, Tensor2D, Tensor4D, Tf } from '../tensors.ts';
import { placeTargets, type PlaceTruth } from './place.ts';

export interface HeadTruthTensors extends PlaceTruth {
  /** log(head radius / HEAD_RADIUS_IN_VIEW). // [N, 1] */
  readonly size: Tensor2D;
  /** 1 for a replaced head, 1 for metal. // [N, 2] */
  readonly kinds: Tensor2D;
}

/** `maps` hold the size and the logits of a replaced head and of metal. // [N, edge, edge, 3] */
export function headQualityLoss(tf: Tf, maps: Tensor4D, truth: HeadTruthTensors): Scalar {
  const [batch, edge] = maps.shape;
  const target = placeTargets(tf, truth); // [N, 1, edge * edge]
  const [size, logits] = tf.split(tf.reshape(tf.transpose(maps, [0, 3, 1, 2]), [batch, 3, edge * edge]), [1, 2], 1);
  const off = tf.abs(tf.sub(size, tf.reshape(truth.size, [batch, 1, 1])));
  // BCE(z, y) = softplus(z) - y z
  const entropy = tf.sub(tf.softplus(logits), tf.mul(logits, tf.reshape(truth.kinds, [batch, 2, 1])));
  const heads = tf.maximum(1, tf.sum(tf.sub(1, truth.absent)));
  const perHead = tf.add(tf.sum(tf.mul(target, off)), tf.sum(tf.mul(target, entropy)));
  return tf.div(perHead, heads).asScalar();
}
