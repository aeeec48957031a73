// The landmark prior of System 2: it penalises attention far from a target's landmarks (Chen, section 3.4).
//   M = ReLU(sum_k w_k F_k), normalised to sum 1;  Q = 1 - exp(-max(0, d - r)^2 / (2 sigma^2));  L = mean over valid targets of sum_xy M Q

import type { CropPoint } from '../../domain/geometry.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import type { Scalar, Tensor, Tensor2D, Tensor4D, Tf } from '../tensors.ts';
import { maskedMean } from './binary-cross-entropy.ts';

const EPSILON = 1e-8;

interface AttentionTarget {
  /** Channel weights of the class activation map, one row per hip. // [N, channels] */
  readonly direction: Tensor2D;
  /** Q on the cells of the feature map, or of a finer grid. // [N, grid * grid] */
  readonly penalty: Tensor2D;
  /** 1 if the term counts. // [N, 1] */
  readonly valid: Tensor2D;
}

/** Targets whose evidence lies on the same map. */
export interface TargetsOnMap {
  readonly features: Tensor4D; // [N, height, width, channels]
  readonly targets: readonly AttentionTarget[];
}

/** The share of each map's mass that Q penalises, averaged over the valid hips and targets. Maps grow to the grid of the penalties. */
export function landmarkPrior(tf: Tf, groups: readonly TargetsOnMap[]): Scalar {
  return tf.tidy(() => {
    const misplaced = tf.concat(
      groups.map((each) => misplacedShares(tf, each)),
      1,
    );
    const valid = tf.concat(
      groups.flatMap(({ targets }) => targets.map((target) => target.valid)),
      1,
    );
    return maskedMean(tf, tf.reshape(misplaced, [-1]), tf.reshape(valid, [-1]));
  });
}

/** sum_xy M Q. // [N, targets] */
function misplacedShares(tf: Tf, { features, targets }: TargetsOnMap): Tensor2D {
  const [hips, height, width, channels] = features.shape;
  const columns = tf.reshape(features, [hips, height * width, channels]);
  const directions = tf.stack(
    targets.map((target) => target.direction),
    2,
  ); // [N, channels, targets]
  const coarse = tf.relu(tf.matMul(columns, ofRank(directions, 3))); // [N, height * width, targets]
  const [{ penalty }] = targets;
  const square: Tensor4D = tf.reshape(coarse, [hips, height, width, targets.length]);
  const maps = onGrid(tf, square, Math.sqrt(penalty.shape[1]));
  const mass = tf.add(tf.sum(maps, 1, true), EPSILON);
  const penalties = tf.stack(
    targets.map((target) => target.penalty),
    2,
  );
  return tf.sum(tf.mul(tf.div(maps, mass), penalties), 1);
}

/** The map itself, or interpolated to a finer grid, as Grad-CAM is drawn. // [N, grid * grid, targets] */
function onGrid(tf: Tf, maps: Tensor4D, grid: number): Tensor {
  const [hips, height, , targets] = maps.shape;
  const sized = grid === height ? maps : tf.image.resizeBilinear(maps, [grid, grid], false, true);
  return tf.reshape(sized, [hips, grid * grid, targets]);
}

/** Channel weights of the map with the evidence for grade >= 1: the expected weights of grades 1 to 3 minus those of grade 0. */
export function presenceDirection(tf: Tf, logits: Tensor2D, headWeight: Tensor2D): Tensor2D {
  return tf.tidy(() => {
    const positive = tf.softmax(tf.slice(logits, [0, 1], [-1, -1])); // probability of each positive grade, given a positive one
    const coefficients = tf.concat([tf.mul(tf.onesLike(tf.slice(positive, [0, 0], [-1, 1])), -1), positive], 1);
    return tf.matMul(coefficients, headWeight, false, true);
  });
}

/**
 * How the penalty rises beyond the radius: by Chen's plateau Gaussian, at once to 1 (`disc`), or linearly to 1 at a distance of two
 * sigmas (`ramp`) **(ours)**.
 */
export const PRIOR_KINDS = ['plateau-gaussian', 'disc', 'ramp'] as const;

export interface PriorShape {
  /** Default: the plateau Gaussian. */
  readonly kind?: (typeof PRIOR_KINDS)[number] | undefined;
  /** Distance from a landmark, in crop pixels, up to which there is no penalty. */
  readonly radius: number;
  /** How fast the penalty rises beyond the radius, in crop pixels. */
  readonly sigma: number;
}

/**
 * Q at the cell centres of a grid on a crop. On a coarse grid, no centre may lie within the radius. The radius then grows to half a
 * cell's diagonal **(ours)**, so that every landmark has a cell without penalty. // [grid * grid]
 */
export function distancePenalty(landmarks: readonly CropPoint[], grid: number, cropSize: number, shape: PriorShape): number[] {
  const cell = cropSize / grid;
  const radius = Math.max(shape.radius, leastRadius(grid, cropSize));
  return Array.from({ length: grid * grid }, (_, index) => {
    const x = ((index % grid) + 0.5) * cell - 0.5;
    const y = (Math.floor(index / grid) + 0.5) * cell - 0.5;
    const distance = Math.min(...landmarks.map((point) => Math.hypot(point.x - x, point.y - y)));
    const beyond = Math.max(0, distance - radius);
    return penaltyBeyond(beyond, shape);
  });
}

/** Half a cell's diagonal: a smaller radius acts like this one. */
export function leastRadius(grid: number, cropSize: number): number {
  return (cropSize / grid) * Math.SQRT1_2;
}

function penaltyBeyond(beyond: number, { kind = 'plateau-gaussian', sigma }: PriorShape): number {
  switch (kind) {
    case 'plateau-gaussian':
      return 1 - Math.exp(-(beyond ** 2) / (2 * sigma ** 2));
    case 'disc':
      return beyond > 0 ? 1 : 0;
    case 'ramp':
      return Math.min(1, beyond / (2 * sigma));
  }
}
